"""The runner: it resumes what an earlier run left pending, and flushes counters and checkpoint."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.buttons import Button
from bot.domain.steps import Step
from bot.interactions.requests import Decide
from bot.moderation import checkpoint
from bot.runner import serve
from bot.runtime.platform_port import OnMessage, OnRequest
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import PipelineResult
from bot.store.cases import Cases
from bot.store.steps import decision_part
from bot.store.store import Store
from tests.bot.conftest import MakePipeline
from tests.fakes.club import MONA, RUDE, Club
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform


async def test_what_was_being_written_when_it_stops_is_counted_all_the_same(
    make_pipeline: MakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_writing = asyncio.Event()

    class Leaving(FakePlatform):
        """Ends while the counters are being flushed."""

        async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
            await super().run(on_message, on_request)
            with monkeypatch.context() as patch:
                patch.setattr(pipeline.store.counters, "_writer", StuckWriter())
                await is_writing.wait()

    class StuckWriter:
        """Begins to write, and never ends; what else is stored goes on."""

        async def write(self, _work: object) -> None:
            is_writing.set()
            await asyncio.Event().wait()

    monkeypatch.setattr(checkpoint, "_INTERVAL", 0)
    pipeline = make_pipeline(Leaving([make_message()]))
    await serve(pipeline)
    day = NOON.date()
    written = await pipeline.store.statistics.count(
        platform="fake", community="club", since=day, until=day
    )
    assert written.messages == {"scored": 1}


async def test_what_still_waits_when_it_stops_does_not_count_as_seen(
    make_pipeline: MakePipeline, store: Store
) -> None:
    clock, is_acting = [0.0], asyncio.Event()
    waiting: list[asyncio.Task[PipelineResult]] = []

    class Slow(FakePlatform):
        async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:  # noqa: ARG002
            waiting.append(asyncio.ensure_future(on_message(make_message(RUDE))))
            await is_acting.wait()
            clock[0] = 300.0

        async def enforce(self, enforcement: Enforcement) -> Outcome:  # noqa: ARG002
            is_acting.set()
            await asyncio.Event().wait()
            raise AssertionError

    await serve(make_pipeline(Slow()), stats=PlatformStats("fake", now=lambda: clock[0]))
    waiting[0].cancel()
    seen_at = await store.last_seen.get("fake")
    assert seen_at
    assert timedelta(seconds=300) <= datetime.now(UTC) - seen_at < timedelta(seconds=360)


async def test_what_a_bug_left_pending_is_done_at_the_next_start(
    make_pipeline: MakePipeline, cases: Cases
) -> None:
    platform = FakePlatform([make_message(RUDE)])
    platform.outcomes = [RuntimeError()]
    await serve(make_pipeline(platform))
    assert platform.alerts == []

    restarted = FakePlatform()
    await serve(make_pipeline(restarted))
    assert restarted.acted == [(Action.DELETE, make_message(RUDE))]
    assert len(restarted.alerts) == 1
    assert await cases.claim_pending("fake") == []


async def test_an_alert_that_failed_is_shown_at_the_next_start_without_acting_again(
    make_pipeline: MakePipeline, cases: Cases
) -> None:
    class Mute(FakePlatform):
        async def alert(self, alert: Alert) -> Outcome:
            raise ConnectionError(alert.case.number)

    await serve(make_pipeline(Mute([make_message(RUDE)])))
    restarted = FakePlatform()
    await serve(make_pipeline(restarted))
    assert restarted.acted == []
    assert [alert.done for alert in restarted.alerts] == ["deleted"]
    assert await cases.claim_pending("fake") == []


async def test_a_platform_takes_up_only_its_own_cases(make_pipeline: MakePipeline) -> None:
    other = FakePlatform([make_message(RUDE, platform="elsewhere")])
    other.outcomes = [RuntimeError()]
    await serve(make_pipeline(other))
    platform = FakePlatform()
    await serve(make_pipeline(platform))
    assert platform.acted == []


async def test_what_a_crash_interrupted_is_taken_up_again(club: Club) -> None:
    """A decision that was recorded and not carried out, and an appeal that was not shown."""
    await club.say(RUDE, "drat")
    store = club.pipeline.store
    await store.decisions.claim(1, 0, button=Button.TIMEOUT, by=MONA)
    await store.appeals.open(2, "please")
    club.platform.enforcements.clear()
    club.platform.alerts.clear()
    await serve(club.pipeline)
    assert [action for action, _ in club.platform.acted] == [Action.TIMEOUT]
    assert [alert.case.number for alert in club.platform.alerts] == [2]
    await serve(club.pipeline)
    assert len(club.platform.enforcements) == len(club.platform.alerts) == 1
    assert "done already: mona: Time out" in await club.refused(Decide(Button.TIMEOUT, 1))


async def test_a_bug_in_what_is_taken_up_costs_that_alone(club: Club) -> None:
    await club.say(RUDE, "drat")
    store = club.pipeline.store
    for case in (1, 2):
        await store.decisions.claim(case, 0, button=Button.TIMEOUT, by=MONA)
    await store.appeals.open(2, "please")
    club.platform.outcomes = [RuntimeError("a bug")]
    club.platform.alerts.clear()
    await serve(club.pipeline)
    assert await store.decisions.claim_pending("fake") == [(1, 0)]
    assert [alert.case.number for alert in club.platform.alerts] == [2]


async def test_what_a_moderator_had_to_say_outlives_a_crash(club: Club) -> None:
    await club.say(RUDE)
    store = club.pipeline.store
    await store.decisions.claim(1, 0, button=Button.WARN, by=MONA, why="mind the others")
    await serve(club.pipeline)
    notice = club.platform.enforcements[-1].notice
    assert notice
    assert "In their words: mind the others" in notice.lines


async def test_what_an_undo_has_lifted_is_not_lifted_again(club: Club) -> None:
    """A moderator may have set it anew meanwhile."""
    await club.say(RUDE)
    store = club.pipeline.store
    await club.ask(Decide(Button.TIMEOUT, 1))
    await store.decisions.claim(1, 1, button=Button.UNDO, by=MONA)
    case = await store.cases.find(1)
    assert case
    was_lifted = store.steps.open(case, decision_part(1), is_new=True)
    was_lifted.finish(Step.LIFT_TIMEOUT, Outcome.done(Action.TIMEOUT))
    await was_lifted.begin(Step.NOTICE)
    await serve(club.pipeline)
    assert club.platform.undone == []
    assert await store.decisions.claim_pending("fake") == []
