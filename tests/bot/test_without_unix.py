"""Starts without what only Unix has, as on Windows: of the chat, the API and training."""

import json
import sys
from pathlib import Path

from tests.fakes.command import run_bot

AS_ON_WINDOWS = (sys.executable, "-m", "tests.fakes.run_without_unix")


def test_lines_are_moderated_where_no_loop_waits_for_files_or_signals(tmp_path: Path) -> None:
    done = run_bot(
        "bot", "run", "--json", folder=tmp_path, typed=b"good morning\n", command=AS_ON_WINDOWS
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["verdict"] == "none"


def test_several_workers_are_refused_in_one_line_where_no_process_can_fork(tmp_path: Path) -> None:
    done = run_bot(
        "bot", "web", "--api-only", "--workers", "2", folder=tmp_path, command=AS_ON_WINDOWS
    )
    assert done.returncode == 78
    assert done.stderr.decode().splitlines() == ["--workers: got 2; allowed: 1 on this system"]


def test_training_needs_no_module_of_unix_alone(tmp_path: Path) -> None:
    done = run_bot("classifier.training.training_cost", folder=tmp_path, command=AS_ON_WINDOWS)
    assert done.returncode == 0
