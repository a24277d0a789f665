"""`kill -9` at each point of acting on a case: nothing is lost, and nothing done twice."""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.kill_matrix import Trial, list_trials, run_trial


@pytest.mark.parametrize("trial", list_trials(), ids=str)
async def test_killed_anywhere_it_loses_nothing_and_does_nothing_twice(
    trial: Trial, address: URL, tmp_path: Path
) -> None:
    result = await run_trial(trial, seed=0, address=address, folder=tmp_path)
    assert (result.lost, result.doubled) == ([], [])
