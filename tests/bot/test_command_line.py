import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.command import ROOT, environment, run_bot

HEAVY = {"alembic", "bot.app", "numpy", "onnxruntime", "pydantic", "sqlalchemy", "structlog"}


def test_help_names_the_commands_and_options_that_are_used_from_outside(tmp_path: Path) -> None:
    assert {"run", "doctor"} <= set(run_bot("--help", folder=tmp_path).stdout.decode().split())
    said = run_bot("run", "--help", folder=tmp_path, env={"COLUMNS": "200"}).stdout.decode()
    options = ("--platform", "--policy", "--database", "--dry-run", "--json")
    assert [option for option in options if option not in said] == []


def test_help_need_not_wait_for_what_only_a_run_needs() -> None:
    code = "import json, sys, bot.__main__; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), cwd=ROOT, capture_output=True, check=True
    )
    assert HEAVY.isdisjoint(json.loads(done.stdout))


def test_an_unknown_option_is_a_mistake_of_use_and_not_of_configuration(tmp_path: Path) -> None:
    assert run_bot("run", "--jsno", folder=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("web --port abc", "'--port': a whole number is needed"),
        ("web --port 70000", "'--port': 65535 or less is needed"),
        ("web --workers 0", "'--workers': 1 or more is needed"),
        ("thresholds x.csv --tier both", "'--tier': 'both' is not one of 'flag', 'act'"),
    ],
)
def test_a_wrong_value_of_an_option_is_told_in_plain_words(
    tmp_path: Path, line: str, says: str
) -> None:
    done = run_bot(*line.split(), folder=tmp_path, env={"COLUMNS": "100"})
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert b"Input should be" not in done.stderr
