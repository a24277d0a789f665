import json
import subprocess
import sys
from pathlib import Path

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
