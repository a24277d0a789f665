"""Kill points: where a run ends itself by `kill -9`, named as in the matrix of `tests/kill_matrix.py`."""

import os
import signal
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from bot.domain.actions import Outcome
from bot.domain.steps import Step
from bot.moderation.pipeline import Pipeline
from bot.platforms.slack.outbound import digest_post
from bot.store.case_progress import CaseProgress
from bot.store.case_versions import CaseVersions
from bot.store.cases import Cases
from bot.store.decisions import Decisions
from bot.store.digest_runs import DigestRuns
from bot.store.steps import RecordedSteps

Method: TypeAlias = Callable[..., Any]


class KillPoint:
    """One point of a run: its process dies when it is passed for the n-th time."""

    def __init__(self, point: str, number: int) -> None:
        self.point = point
        self.left = number
        self.is_edited = False

    def pass_by(self, point: str) -> None:
        """Die here, if it is this point and the time has come."""
        self.is_edited = self.is_edited or point == "edited"
        if self.point == point or (self.is_edited and self.point == f"edited {point}"):
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str, number: int) -> None:
    """Have this process die at a point, when it is passed for the n-th time."""
    trap = KillPoint(point, number)
    _watch(trap, Pipeline, "moderate", before="received")
    _watch(trap, CaseProgress, "open", after="intent")
    _watch(trap, CaseVersions, "add", after="edited", passes=bool)
    for owner in (Cases, CaseProgress):  # with its alert, and where that is not shown now
        _watch(trap, owner, "close", after="outcome")
    _watch(trap, CaseProgress, "mark_shown", before="after alert", after="alerted")
    _watch(trap, Cases, "mark_alerted", before="after alert", after="alerted")
    _watch(trap, Decisions, "claim", after="decided")
    _watch(trap, Decisions, "resolve", after="resolved")
    _watch(trap, DigestRuns, "begin", after="before digest")
    _watch(trap, DigestRuns, "finish", before="after digest", after="digest recorded")
    _watch(trap, digest_post, "post_files", before="before chart", after="after chart")
    _watch_steps(trap)


def _watch(
    trap: KillPoint,
    owner: object,
    name: str,
    *,
    before: str = "",
    after: str = "",
    passes: Callable[[object], bool] = lambda _result: True,
) -> None:
    """Have a method pass by a point before it, and by one after it where its result `passes`."""
    method: Method = getattr(owner, name)

    @wraps(method)
    async def watched(*args: Any, **kwargs: Any) -> Any:
        trap.pass_by(before)
        result = await method(*args, **kwargs)
        if passes(result):
            trap.pass_by(after)
        return result

    setattr(owner, name, watched)


def _watch_steps(trap: KillPoint) -> None:
    """Die before a step, once that it begins is recorded, or after it, before that it ended is."""
    begin, find, finish = RecordedSteps.begin, RecordedSteps.find, RecordedSteps.finish

    async def watched_begin(self: RecordedSteps, step: Step, **kwargs: Any) -> Any:
        record = await begin(self, step, **kwargs)
        trap.pass_by(f"before {step}")
        return record

    async def watched_find(self: RecordedSteps, step: Step) -> Any:
        record = await find(self, step)
        if step is Step.DELETE:  # whose beginning is the intent
            trap.pass_by("before delete")
        return record

    def watched_finish(self: RecordedSteps, step: Step, outcome: Outcome) -> None:
        trap.pass_by(f"after {step}")
        finish(self, step, outcome)

    RecordedSteps.begin = watched_begin  # type: ignore[method-assign]
    RecordedSteps.find = watched_find  # type: ignore[method-assign]
    RecordedSteps.finish = watched_finish  # type: ignore[method-assign]
