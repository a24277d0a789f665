"""The units: how closed they are, that they agree with the bot, and that their start line starts it."""

import json
import re
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bench.small_machine import GIBIBYTE, await_ready, read_unit, start
from bot.config.database_url import parse_url
from bot.config.settings import Settings
from bot.exit_codes import EX_CONFIG
from bot.health.checks import MAX_STUCK_SECONDS
from tests.deploy.conftest import DEPLOY

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
BOT = DEPLOY / "systemd/parley.service"
ONE_OF_SEVERAL = DEPLOY / "systemd/parley@.service"
WORKER = DEPLOY / "systemd/parley-worker@.service"
ANALYZE = "/usr/bin/systemd-analyze"
MOST_EXPOSED = 2.0
IDENTIFIES_A_DAY = 1000

TOKENS = [
    str(field.alias) for field in Settings.model_fields.values() if "TOKEN" in str(field.alias)
]


def values(unit: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", unit.read_text(), re.MULTILINE)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_closed(unit: Path) -> None:
    done = subprocess.run(
        [
            ANALYZE,
            "security",
            "--offline=true",
            f"--threshold={MOST_EXPOSED * 10:.0f}",
            unit,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    exposure = re.search(r"exposure level for \S+ ([\d.]+)", done.stdout)
    assert exposure
    assert float(exposure[1]) < MOST_EXPOSED


def test_systemd_understands_every_line() -> None:
    done = subprocess.run(
        [ANALYZE, "verify", *UNITS, *(DEPLOY / "systemd").glob("*.timer")],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if line.startswith(("parley", str(DEPLOY)))]
    assert [line for line in said if "is not executable" not in line] == []


def test_what_the_unit_sets_is_what_the_bot_reads() -> None:
    known = {str(field.alias) for field in Settings.model_fields.values()}
    names = {name for name in read_unit().environment if name.startswith("PARLEY_")}
    assert names <= known
    loaded = [line.partition(":")[0] for line in values(BOT, "LoadCredential")]
    assert loaded == [line.partition(":")[0] for line in values(BOT, "SetCredential")] == TOKENS


def lines(unit: Path) -> list[str]:
    return [line for line in unit.read_text().splitlines() if line and not line.startswith("#")]


def test_one_of_several_processes_differs_from_the_only_one_where_it_must() -> None:
    alone, shared = lines(BOT), lines(ONE_OF_SEVERAL)
    assert [line for line in alone if line not in shared] == [
        "Description=Parley, a moderation bot",
        "Environment=PARLEY_DATABASE=sqlite+aiosqlite:////var/lib/parley/parley.db",
        "Environment=PARLEY_HEALTH_PORT=9464",
        "MemoryHigh=384M",
        "MemoryMax=512M",
    ]
    assert [line for line in shared if line not in alone] == [
        "Description=Parley, a moderation bot, process %i",
        "Conflicts=parley.service",
        "Environment=PARLEY_HEALTH_PORT=946%i",
        "EnvironmentFile=-/etc/parley/parley-%i.env",
        "LoadCredential=PARLEY_DATABASE:/run/parley-tokens/PARLEY_DATABASE",
        "SetCredential=PARLEY_DATABASE:postgresql:///parley",
        "MemoryHigh=37%",
        "MemoryMax=50%",
    ]
    assert ONE_OF_SEVERAL.read_text().count("# Here: ") == 6


def test_a_worker_is_given_no_token_and_has_a_port_of_its_own() -> None:
    assert [line.partition(":")[0] for line in values(WORKER, "LoadCredential")] == [
        "PARLEY_DATABASE"
    ]
    assert read_unit(WORKER).command[1:] == ("-m", "bot", "worker")
    for unit, port in ((ONE_OF_SEVERAL, "946%i"), (WORKER, "947%i")):
        assert f"PARLEY_HEALTH_PORT={port}" in values(unit, "Environment")


@pytest.mark.parametrize("unit", [ONE_OF_SEVERAL, WORKER], ids=lambda unit: unit.name)
def test_without_a_setting_a_process_of_several_takes_no_file_for_its_database(unit: Path) -> None:
    (database,) = (
        value.partition(":")[2]
        for value in values(unit, "SetCredential")
        if value.startswith("PARLEY_DATABASE:")
    )
    assert parse_url(database).get_backend_name() == "postgresql"
    # It would win over the credential.
    assert not any(one.startswith("PARLEY_DATABASE") for one in values(unit, "Environment"))


def test_a_wrong_setting_is_not_tried_again_and_anything_else_within_discords_limit() -> None:
    assert values(BOT, "RestartPreventExitStatus") == [str(EX_CONFIG)]
    (pause,) = values(BOT, "RestartSec")
    assert 86_400 / int(pause) < IDENTIFIES_A_DAY


def test_the_watchdog_hears_nothing_before_the_bot_gives_itself_up() -> None:
    (limit,) = values(BOT, "WatchdogSec")
    assert int(limit) < MAX_STUCK_SECONDS


def test_its_start_line_moderates_within_one_gibibyte_and_the_units_own_bound(
    tmp_path: Path,
) -> None:
    unit = read_unit()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(1)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        bot = start(
            unit,
            "--json",
            folder=tmp_path,
            env={"NOTIFY_SOCKET": str(tmp_path / "notify"), "PARLEY_HEALTH_PORT": port},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        await_ready(manager, bot)
        assert resource.prlimit(bot.pid, resource.RLIMIT_AS) == (GIBIBYTE, GIBIBYTE)
        answers, said = bot.communicate(b"good morning all\nkim: you are a stupid idiot\n" * 200)
    assert bot.returncode == 0, said
    actions = [json.loads(line)["action"] for line in answers.splitlines()]
    assert actions == ["none", "delete"] * 200
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10 < unit.max_memory
    assert (tmp_path / "parley.db").exists()


def test_its_start_line_ends_with_78_on_a_token_that_cannot_be_one(tmp_path: Path) -> None:
    (tmp_path / "SLACK_BOT_TOKEN").write_text("xoxp-of-a-person")
    bot = start(
        read_unit(),
        folder=tmp_path,
        env={"CREDENTIALS_DIRECTORY": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    _, said = bot.communicate()
    assert bot.returncode == EX_CONFIG
    assert b"SLACK_BOT_TOKEN" in said
    assert b"of-a-person" not in said


@pytest.mark.parametrize(
    "script",
    [DEPLOY / name for name in ("ec2/stack", "systemd/parley", "container-start", "../.ci/run")],
    ids=lambda script: script.name,
)
def test_a_script_is_sound(script: Path) -> None:
    tool = Path(sys.executable).with_name("shellcheck")
    done = subprocess.run([tool, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_figures_in_the_page_are_the_measured_ones() -> None:
    measured = json.loads((DEPLOY.parent / "bench/small_machine.json").read_text())
    page = (DEPLOY / "README.md").read_text()
    quoted = re.findall(r"^\| [^|]+ \| ([\d.,]+)[^|]* \| `(\w+)` \|$", page, re.MULTILINE)
    assert [name for _, name in quoted] == ["per_second", "peak", "start"]
    for number, name in quoted:
        digits = len(number.partition(".")[2])
        assert float(number.replace(",", "")) == round(measured[name], digits), name
