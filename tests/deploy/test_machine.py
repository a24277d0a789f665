"""The machine's own command: releases come, go back and give way, with a systemctl that we own."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.deploy.conftest import DEPLOY

COMMAND = DEPLOY / "systemd/parley"

SYSTEMCTL = """#!/bin/bash
# A start fails with a release that is broken, and with tables that are too new for it.
echo "$*" >>"$PARLEY_HOME/told"
if [[ "$*" == "restart parley.service" ]]; then
    [[ ! -e $PARLEY_HOME/current/broken ]] || exit 1
    [[ ! -e $PARLEY_STATE/parley.db ]] || ! grep -q newer "$PARLEY_STATE/parley.db" || [[ -e $PARLEY_HOME/current/newer ]]
fi
"""

PYTHON = f"""#!/bin/bash
# Makes environments that install nothing, and is otherwise this one.
if [[ "$1 $2" == "-m venv" ]]; then
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
elif [[ "$1 $2" != "-m pip" && "$1 $2" != "-m compileall" ]]; then
    exec {sys.executable} "$@"
fi
"""


class Machine:
    """Its folders, and the repository from which it takes releases."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin = folder / "origin"
        self.state = folder / "state"
        self.home = folder / "home"
        tools = folder / "tools"
        self.etc = folder / "etc"
        for made in (
            self.origin / "deploy",
            self.state,
            self.home,
            folder / "units",
            self.etc,
            tools,
        ):
            made.mkdir(parents=True)
        for name, text in (("systemctl", SYSTEMCTL), ("python3.13", PYTHON)):
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)
        shutil.copytree(DEPLOY / "systemd", self.origin / "deploy/systemd")
        self.environment = {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PARLEY_HOME": str(self.home),
            "PARLEY_STATE": str(self.state),
            "PARLEY_ETC": str(self.etc),
            "PARLEY_UNITS": str(folder / "units"),
            "PARLEY_COMMAND": str(folder / "parley"),
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        self.git("init", "-q", "-b", "main")
        shutil.copy(DEPLOY.parent / ".env.example", self.origin)
        self.release("v1")

    def git(self, *arguments: str) -> None:
        as_somebody = ["-c", "user.name=kim", "-c", "user.email=kim@example.org"]
        command = ["/usr/bin/git", "-C", str(self.origin), *as_somebody, *arguments]
        subprocess.run(command, env=self.environment, check=True)

    def release(self, name: str, *files: str) -> None:
        """Tag a release with these files in it."""
        for file in ("broken", "newer"):
            (self.origin / file).unlink(missing_ok=True)
        for file in (*files, "name"):
            (self.origin / file).write_text(name)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", name)
        self.git("tag", name)

    def become_ec2(self, *, name: str = "", processes: str = "") -> None:
        """Be a machine that the template made; `name` is that of its API, if it is to have one."""
        (self.etc / "machine.env").write_text(f"PROCESSES={processes}\nWEB_DOMAIN={name}\n")
        subprocess.run(
            ["/usr/bin/git", "clone", "-q", self.origin, self.home / "source"], check=True
        )

    def install(self) -> subprocess.CompletedProcess[str]:
        """Call the command that lies in a checkout."""
        return self("install", command=self.origin / "deploy/systemd/parley")

    def __call__(
        self, *arguments: str, command: Path = COMMAND
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def runs(self) -> str:
        """The release that it runs."""
        return (self.home / "current/name").read_text()

    def write(self, table: str) -> None:
        """A database with one table."""
        with closing(sqlite3.connect(self.state / "parley.db")) as connection:
            connection.execute(f"create table {table} (number integer)")

    @property
    def tables(self) -> list[str]:
        with closing(sqlite3.connect(self.state / "parley.db")) as connection:
            return [name for (name,) in connection.execute("select name from sqlite_master")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.become_ec2()
    done = made("upgrade", "v1")
    assert done.returncode == 0, done.stderr
    return made


def test_the_first_start_puts_the_units_in_place_and_starts_them(machine: Machine) -> None:
    assert machine.runs == "v1"
    told = (machine.home / "told").read_text()
    assert told.index("daemon-reload") < told.index("restart parley.service")
    assert "enable parley.service parley-backup.service parley-watch.timer" in told
    drop_in = (machine.folder / "units/parley.service.d/ec2.conf").read_text()
    assert "Requires=parley-prepare.service" in drop_in


def test_a_release_comes_and_goes_back_by_one_command_each(machine: Machine) -> None:
    machine.release("v2")
    done = machine("upgrade", "v2")
    assert done.returncode == 0, done.stderr
    assert machine.runs == "v2"
    back = machine("rollback")
    assert back.returncode == 0, back.stderr
    assert machine.runs == "v1"
    assert "parley: runs v1 again" in back.stderr
    machine("rollback")
    assert machine.runs == "v2"


def test_a_release_that_does_not_get_ready_gives_way_to_the_one_before(machine: Machine) -> None:
    machine.release("v2", "broken")
    done = machine("upgrade", "v2")
    assert done.returncode == 1
    assert machine.runs == "v1"
    assert "going back" in done.stderr


def test_going_back_across_a_change_of_the_tables_takes_the_database_of_before(
    machine: Machine,
) -> None:
    machine.write("older")
    machine.release("v2", "newer")
    assert machine("upgrade", "v2").returncode == 0
    machine.write("newer")
    back = machine("rollback")
    assert back.returncode == 0, back.stderr
    assert machine.runs == "v1"
    assert machine.tables == ["older"]
    assert len(list(machine.state.glob("set-aside-*.db"))) == 1


def test_a_release_that_is_not_there_changes_nothing(machine: Machine) -> None:
    done = machine("upgrade", "v9")
    assert done.returncode == 1
    assert "there is no release v9" in done.stderr
    assert machine.runs == "v1"


def test_only_two_releases_are_kept(machine: Machine) -> None:
    for name in ("v2", "v3"):
        machine.release(name)
        assert machine("upgrade", name).returncode == 0
    assert len(list((machine.home / "releases").iterdir())) == 2
    assert machine.runs == "v3"


def test_without_a_release_before_there_is_nothing_to_go_back_to(machine: Machine) -> None:
    assert machine("rollback").returncode == 1
    assert machine.runs == "v1"


@pytest.fixture
def plain(tmp_path: Path) -> Machine:
    """A machine of one's own, with Parley installed from a checkout."""
    made = Machine(tmp_path)
    assert made.install().returncode == 78
    with (made.etc / "parley.env").open("a") as settings:
        settings.write("DISCORD_TOKEN=invented\n")
    done = made.install()
    assert done.returncode == 0, done.stderr
    return made


def test_before_it_is_installed_tokens_are_asked_for_in_a_file_of_root_alone(
    tmp_path: Path,
) -> None:
    machine = Machine(tmp_path)
    said = machine.install().stderr
    settings = machine.etc / "parley.env"
    assert said == f"parley: put your tokens into {settings}, and call this again\n"
    assert settings.stat().st_mode & 0o777 == 0o600


def test_on_a_machine_of_ones_own_only_the_bot_is_installed(plain: Machine) -> None:
    assert plain.runs == "v1"
    units = {path.name for path in (plain.folder / "units").iterdir()}
    assert units == {"parley.service"}
    told = (plain.home / "told").read_text()
    assert "enable parley.service\n" in told
    assert "backup" not in told


def test_there_it_is_upgraded_and_goes_back_by_the_same_commands(plain: Machine) -> None:
    plain.release("v2")
    assert plain("upgrade", "v2").returncode == 0
    assert plain.runs == "v2"
    assert plain("rollback").returncode == 0
    assert plain.runs == "v1"


def test_a_copy_of_the_database_is_made_for_root_alone_and_put_back(
    plain: Machine, tmp_path: Path
) -> None:
    plain.write("before")
    copy = tmp_path / "copy.db"
    assert plain("backup", str(copy)).returncode == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    plain.write("later")
    done = plain("restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert plain.tables == ["before"]
    assert len(list(plain.state.glob("set-aside-*.db"))) == 1


def test_a_copy_that_is_not_there_is_named_and_nothing_is_stopped(plain: Machine) -> None:
    done = plain("restore", "nowhere.db")
    assert done.returncode == 1
    assert "there is no file nowhere.db" in done.stderr
    assert "stop parley.service" not in (plain.home / "told").read_text()


def test_a_copy_that_cannot_be_made_is_one_line_and_leaves_nothing(
    plain: Machine, tmp_path: Path
) -> None:
    early = plain("backup", str(tmp_path / "copy.db"))
    assert early.returncode == 1
    assert early.stderr == f"parley: there is no database in {plain.state} yet\n"
    assert list(plain.state.iterdir()) == []
    plain.write("cases")
    done = plain("backup", str(tmp_path / "nowhere/copy.db"))
    assert done.returncode == 1
    (said,) = done.stderr.splitlines()
    assert "unable to open database file" in said


@pytest.mark.parametrize("command", ["upgrade", "backup"])
def test_a_command_without_what_it_needs_asks_for_it(plain: Machine, command: str) -> None:
    done = plain(command)
    assert done.returncode == 1
    assert done.stderr.startswith("parley: ")
    assert f"parley {command} " in done.stderr


def test_what_is_taken_away_leaves_settings_and_cases(plain: Machine) -> None:
    plain.write("cases")
    done = plain("uninstall")
    assert done.returncode == 0, done.stderr
    assert not plain.home.exists()
    assert list((plain.folder / "units").iterdir()) == []
    assert not (plain.folder / "parley").is_symlink()
    assert (plain.etc / "parley.env").exists()
    assert plain.tables == ["cases"]


def test_without_a_python_that_is_new_enough_uv_brings_one(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    tools = tmp_path / "tools"
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        (tools / name).write_text("#!/bin/bash\nexit 1\n")
        (tools / name).chmod(0o755)
    (machine.etc / "parley.env").write_text("DISCORD_TOKEN=invented\n")
    assert "install uv" in machine.install().stderr
    (tools / "brought").write_text(PYTHON)
    (tools / "brought").chmod(0o755)
    (tools / "uv").write_text(f'#!/bin/bash\n[[ $2 != find ]] || echo "{tools}/brought"\n')
    (tools / "uv").chmod(0o755)
    done = machine.install()
    assert done.returncode == 0, done.stderr
    assert machine.runs == "v1"


@pytest.fixture
def shared(plain: Machine) -> Machine:
    """The same, whose cases are in a PostgreSQL."""
    with (plain.etc / "parley.env").open("a") as settings:
        settings.write("PARLEY_DATABASE=postgresql://parley@db.example.org/parley\n")
    return plain


def read_told(machine: Machine) -> list[str]:
    """Return what systemctl was told since the last reading, a line each."""
    told = machine.home / "told"
    lines = told.read_text().splitlines()
    told.write_text("")
    return lines


def test_several_processes_take_the_place_of_one_and_are_started_one_after_another(
    shared: Machine,
) -> None:
    read_told(shared)
    done = shared("processes", "2", "1")
    assert done.returncode == 0, done.stderr
    assert read_told(shared) == [
        "-q disable --now parley.service",
        "daemon-reload",
        "-q enable parley@1.service parley@2.service parley-worker@1.service",
        "restart parley@1.service",
        "restart parley@2.service",
        "restart parley-worker@1.service",
    ]
    units = shared.folder / "units"
    assert {"parley@.service", "parley-worker@.service"} <= {path.name for path in units.iterdir()}
    assert (units / "parley-.service.d/confined.conf").exists()


def test_an_upgrade_and_a_restart_replace_one_process_after_another(shared: Machine) -> None:
    shared("processes", "2")
    shared.release("v2")
    shared.write("cases")  # of before: no copy of it is made, and none put back
    for command in (("upgrade", "v2"), ("restart",), ("rollback",)):
        read_told(shared)
        done = shared(*command)
        assert done.returncode == 0, done.stderr
        starts = [line for line in read_told(shared) if line.startswith("restart")]
        assert starts == ["restart parley@1.service", "restart parley@2.service"]
    assert not (shared.state / "before-upgrade.db").exists()


def test_fewer_processes_stop_the_others_and_none_is_the_one_of_before(shared: Machine) -> None:
    shared("processes", "2", "1")
    read_told(shared)
    assert shared("processes", "1").returncode == 0
    assert read_told(shared)[:2] == [
        "-q disable --now parley@2.service",
        "-q disable --now parley-worker@1.service",
    ]
    assert shared("processes", "0").returncode == 0
    assert read_told(shared)[-1] == "restart parley.service"


def test_without_a_postgresql_one_process_stays_the_only_one(plain: Machine) -> None:
    done = plain("processes", "2")
    assert done.returncode == 1
    assert "name it as PARLEY_DATABASE" in done.stderr
    assert not (plain.etc / "processes.env").exists()


@pytest.mark.parametrize("number", ["", "two", "10", "-1"])
def test_what_is_no_number_of_processes_is_refused(shared: Machine, number: str) -> None:
    done = shared("processes", number)
    assert done.returncode == 1
    assert "how many?" in done.stderr


def test_cases_in_a_postgresql_are_neither_copied_nor_restored_as_a_file(shared: Machine) -> None:
    shared("processes", "2")
    for command in (("backup", "copy.db"), ("restore", "copy.db")):
        done = shared(*command)
        assert done.returncode == 1
        assert "the cases are in a PostgreSQL" in done.stderr


def test_the_packages_of_bus_and_desk_come_with_their_settings(shared: Machine) -> None:
    with (shared.etc / "parley.env").open("a") as settings:
        settings.write("PARLEY_BUS=nats://bus.example.org\nPARLEY_DESK_PORT=8090\n")
    assert shared("restart").returncode == 0
    there = {path.name for path in (shared.home / "current/").glob(".has-*")}
    assert there == {".has-bot", ".has-bus", ".has-desk"}


def test_on_ec2_the_stack_says_how_many_and_whoever_has_the_database_backs_it_up(
    tmp_path: Path,
) -> None:
    machine = Machine(tmp_path)
    machine.become_ec2(processes="2")
    done = machine("upgrade", "v1")
    assert done.returncode == 0, done.stderr
    told = (machine.home / "told").read_text()
    assert "enable parley@1.service parley@2.service parley-watch.timer\n" in told
    assert "backup" not in told
    drop_in = (tmp_path / "units/parley@.service.d/ec2.conf").read_text()
    assert "Requires=parley-prepare.service" in drop_in
    assert "stack up Processes=" in machine("processes", "3").stderr
