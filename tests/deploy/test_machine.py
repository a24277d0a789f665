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

COMMAND = DEPLOY / "ec2/machine/parley"

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
        for made in (self.origin / "deploy", self.state, self.home, folder / "units", tools):
            made.mkdir(parents=True)
        for name, text in (("systemctl", SYSTEMCTL), ("python3.13", PYTHON)):
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)
        shutil.copytree(DEPLOY / "systemd", self.origin / "deploy/systemd")
        self.environment = {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PARLEY_HOME": str(self.home),
            "PARLEY_STATE": str(self.state),
            "PARLEY_ETC": str(folder / "etc"),
            "PARLEY_UNITS": str(folder / "units"),
            "PARLEY_COMMAND": str(folder / "parley"),
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        self.git("init", "-q", "-b", "main")
        self.release("v1")
        subprocess.run(
            ["/usr/bin/git", "clone", "-q", self.origin, self.home / "source"], check=True
        )

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

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *arguments],
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
