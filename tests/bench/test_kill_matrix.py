"""Repeats of the kill matrix: what ran out of its wait is run once more, and counted as such."""

import asyncio
import math
from collections.abc import Iterator, Sequence

import pytest

from bench import kill_matrix
from bench.kill_matrix import Matrix, Tally
from tests.kill_matrix import Result, Trial, list_trials

LATE = "told of you buffoon 0: 0 of 1"


def run_matrix(
    monkeypatch: pytest.MonkeyPatch, results: Sequence[Result | TimeoutError], *, seeds: int = 1
) -> tuple[Tally, Sequence[Result | TimeoutError]]:
    """Run one trial of each seed, with these results; return its tally, and the results that nobody asked for."""
    left: Iterator[Result | TimeoutError] = iter(results)

    async def run_trial(_trial: Trial, **_options: object) -> Result:
        result = next(left)
        if isinstance(result, TimeoutError):
            raise result
        return result

    monkeypatch.setattr(kill_matrix, "run_trial", run_trial)
    trial = list_trials()[0]
    matrix = Matrix(((seed, trial, "sqlite") for seed in range(seeds)), until=math.inf)
    asyncio.run(kill_matrix.run_all(matrix, jobs=1, postgres=False))
    (tally,) = matrix.tallies.values()
    return tally, list(left)


def test_a_trial_that_ran_out_of_its_wait_is_run_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tally, left = run_matrix(monkeypatch, [Result([LATE], has_run_out=True), Result()])
    assert (tally.runs, tally.repeated, tally.lost, left) == (1, 1, [], [])


def test_one_that_breaks_off_late_is_run_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    tally, left = run_matrix(monkeypatch, [TimeoutError(), Result()])
    assert (tally.runs, tally.repeated, tally.lost, left) == (1, 1, [], [])


def test_what_is_late_twice_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    late = Result([LATE], has_run_out=True)
    tally, left = run_matrix(monkeypatch, [late, late, Result()])
    assert (tally.runs, tally.repeated, len(left)) == (1, 1, 1)
    assert [line.rpartition(", seed 0: ")[2] for line in tally.lost] == [LATE]


def test_what_was_done_twice_is_forgiven_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = Result([LATE], ["alert of 1: 2"], has_run_out=True)
    tally, _ = run_matrix(monkeypatch, [twice, Result()])
    assert (tally.repeated, tally.lost, len(tally.doubled)) == (1, [], 1)


def test_what_is_lost_in_time_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    tally, left = run_matrix(monkeypatch, [Result([LATE]), Result()])
    assert (tally.runs, tally.repeated, len(tally.lost), len(left)) == (1, 0, 1, 1)
    both, left = run_matrix(monkeypatch, [Result([LATE]), Result()], seeds=2)
    assert (both.runs, both.repeated, len(both.lost), left) == (2, 0, 1, [])
