"""Alerts that could not be shown: they wait, administrators are told once, and each is shown once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.case import Case
from bot.health.checks import HealthChecks
from bot.interactions.replies import Reply
from bot.interactions.requests import Appeal
from bot.moderation import alert_holds
from bot.moderation.alert_outbox import AlertOutbox
from bot.moderation.pipeline import Pipeline
from bot.runner import serve
from bot.runtime.platform_port import AlertChannel, OnMessage, OnRequest
from bot.runtime.platform_stats import PlatformStats
from bot.store.store import Store
from tests.bot.conftest import MakePipeline
from tests.fakes.club import RUDE, make_request
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform
from tests.fakes.running import in_background
from tests.fakes.waiting import Changes

REFUSED = Outcome.refused("no channel for alerts", "make one.")
CHANNEL = AlertChannel("club", Outcome.done(Action.FLAG))


class Live(FakePlatform):
    """Stays until a test ends it, and tells of every alert and notice."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = Changes()
        self.on_message: asyncio.Future[OnMessage] = asyncio.get_running_loop().create_future()
        self.on_request: asyncio.Future[OnRequest] = asyncio.get_running_loop().create_future()
        self.tried: list[int] = []

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        self.on_message.set_result(on_message)
        self.on_request.set_result(on_request)
        await asyncio.Event().wait()

    async def alert(self, alert: Alert) -> Outcome:
        self.tried.append(alert.case.number)
        try:
            return await super().alert(alert)
        finally:
            self.changes.notify()

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        try:
            return await super().enforce(enforcement)
        finally:
            self.changes.notify()

    async def tell_administrator(self, community: str, notice: Reply) -> Outcome:
        try:
            return await super().tell_administrator(community, notice)
        finally:
            self.changes.notify()

    async def say(self, *ids: str) -> None:
        """Have kim write something rude, once for each id."""
        on_message = await self.on_message
        for each in ids:
            await on_message(make_message(RUDE, id=each))

    async def until_shown(self, *numbers: int) -> None:
        """Wait until exactly these cases were shown, in this order."""
        await self.changes.until(lambda: len(self.alerts) >= len(numbers))
        assert [alert.case.number for alert in self.alerts] == [*numbers]


@asynccontextmanager
async def running(pipeline: Pipeline, stats: PlatformStats | None = None) -> AsyncIterator[None]:
    """Serve a platform while entered."""
    async with in_background(serve(pipeline, stats=stats)):
        yield


class WatchedProblems(dict[str, str]):
    """Alert problems whose changes a test waits for."""

    def __init__(self, changes: Changes) -> None:
        super().__init__()
        self._changes = changes

    def __setitem__(self, community: str, reason: str) -> None:
        super().__setitem__(community, reason)
        self._changes.notify()

    def pop(self, community: str, default: Any = None) -> Any:
        found = super().pop(community, default)
        self._changes.notify()
        return found


def watch(platform: Live) -> PlatformStats:
    """Make statistics, with alert problems whose changes the platform's tests wait for."""
    stats = PlatformStats("fake")
    stats.alert_problems = WatchedProblems(platform.changes)
    return stats


async def test_what_could_not_be_shown_is_shown_in_order_and_once_when_a_channel_is_there(
    make_pipeline: MakePipeline, store: Store
) -> None:
    platform = Live()
    platform.alert_outcome = REFUSED
    async with running(make_pipeline(platform)):
        await platform.say("m1", "m2", "m3")
        assert [action for action, _ in platform.acted] == [Action.DELETE] * 3
        assert platform.alerts == []
        platform.alert_outcome = Outcome.done(Action.FLAG)
        platform.alert_channels.put_nowait(CHANNEL)
        await platform.until_shown(1, 2, 3)
        platform.alert_channels.put_nowait(CHANNEL)
        await platform.say("m4")
        await platform.until_shown(1, 2, 3, 4)
    assert {1, 2, 3}.isdisjoint(case.number for case in await store.cases.claim_pending("fake"))


async def test_after_one_refusal_the_others_are_not_tried_one_by_one(
    make_pipeline: MakePipeline,
) -> None:
    platform = Live()
    platform.alert_outcome = REFUSED
    async with running(make_pipeline(platform)):
        await platform.say("m1", "m2", "m3")
        platform.alert_channels.put_nowait(CHANNEL)
        await platform.changes.until(lambda: len(platform.tried) > 1)
    assert platform.tried == [1, 1]


async def test_what_could_not_be_shown_is_shown_at_the_next_start(
    make_pipeline: MakePipeline,
) -> None:
    platform = Live()
    platform.alert_outcome = REFUSED
    async with running(make_pipeline(platform)):
        await platform.say("m1", "m2")
    restarted = Live()
    async with running(make_pipeline(restarted)):
        await restarted.until_shown(1, 2)
    assert restarted.acted == []


async def test_an_administrator_is_told_once_also_over_a_restart_until_alerts_are_shown(
    make_pipeline: MakePipeline,
) -> None:
    platform, restarted = Live(), Live()
    platform.alert_outcome = restarted.alert_outcome = REFUSED
    async with running(make_pipeline(platform)):
        await platform.say("m1", "m2")
        await platform.changes.until(lambda: platform.told)
    ((community, notice),) = platform.told
    assert community == "club"
    assert "make one." in "".join(str(line) for line in notice.lines)

    stats = watch(restarted)
    async with running(make_pipeline(restarted), stats):
        await restarted.changes.until(lambda: stats.alert_problems)
        restarted.alert_outcome = Outcome.done(Action.FLAG)
        restarted.alert_channels.put_nowait(CHANNEL)
        await restarted.until_shown(1, 2)
        assert restarted.told == []
        restarted.alert_channels.put_nowait(AlertChannel("club", REFUSED))
        await restarted.changes.until(lambda: restarted.told)
        assert len(restarted.told) == 1  # since alerts were shown


async def test_readiness_says_which_alerts_wait_and_liveness_does_not(
    make_pipeline: MakePipeline,
) -> None:
    platform = Live()
    stats = watch(platform)
    checks = HealthChecks([stats])
    async with running(make_pipeline(platform), stats):
        await platform.on_message
        platform.alert_channels.put_nowait(AlertChannel("club", REFUSED))
        await platform.changes.until(checks.readiness_problems)
        assert checks.readiness_problems() == ["fake: alerts of club wait: no channel for alerts"]
        assert checks.liveness_problems() == checks.connection_problems() == []
        platform.alert_channels.put_nowait(CHANNEL)
        await platform.changes.until(lambda: not checks.readiness_problems())


async def test_a_community_that_is_left_is_no_problem_any_more(
    make_pipeline: MakePipeline,
) -> None:
    platform = Live()
    stats = watch(platform)
    async with running(make_pipeline(platform), stats):
        platform.alert_channels.put_nowait(AlertChannel("club", REFUSED))
        await platform.changes.until(lambda: stats.alert_problems)
        platform.alert_channels.put_nowait(AlertChannel("club", Outcome.gone(Action.FLAG)))
        await platform.changes.until(lambda: not stats.alert_problems)


async def test_alerts_that_are_rate_limited_are_shown_after_the_wait_and_nobody_is_told(
    make_pipeline: MakePipeline,
) -> None:
    platform = Live()
    platform.alert_outcome = Outcome.limited(0.01)
    async with running(make_pipeline(platform)):
        await platform.say("m1", "m2")
        await platform.changes.until(lambda: len(platform.tried) > 1)
        platform.alert_outcome = Outcome.done(Action.FLAG)
        await platform.until_shown(1, 2)
    assert platform.told == []


async def test_an_alert_that_hangs_holds_up_no_message(
    make_pipeline: MakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_holds, "_PATIENCE", 0)

    class Hanging(Live):
        async def alert(self, alert: Alert) -> Outcome:  # noqa: ARG002
            await asyncio.Event().wait()
            raise AssertionError

    platform = Hanging()
    async with running(make_pipeline(platform)):
        await platform.say("m1", "m2")
        assert len(platform.acted) == 2


async def test_messages_wait_while_too_many_alerts_hang(
    make_pipeline: MakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_holds, "_PATIENCE", 0)
    monkeypatch.setattr(alert_holds, "MOST_UNAWAITED", 0)
    is_free = asyncio.Event()

    class Slow(Live):
        async def alert(self, alert: Alert) -> Outcome:
            self.tried.append(alert.case.number)
            self.changes.notify()
            await is_free.wait()
            return await super().alert(alert)

    platform = Slow()
    async with running(make_pipeline(platform)):
        saying = asyncio.create_task(platform.say("m1"))
        await platform.changes.until(lambda: platform.tried)
        for _ in range(100):  # turns of the loop, in which it would be done
            await asyncio.sleep(0)
        assert not saying.done()
        is_free.set()
        await saying
        assert len(platform.alerts) == 1


async def test_a_deed_that_is_limited_for_minutes_holds_up_nothing_after_a_restart(
    make_pipeline: MakePipeline,
) -> None:
    platform = Live()
    platform.outcomes = [RuntimeError()]
    async with running(make_pipeline(platform)):
        await platform.say("m1")
    restarted = Live()
    restarted.outcomes = [Outcome.limited(580.0)]
    async with running(make_pipeline(restarted)):
        await restarted.changes.until(lambda: restarted.enforcements)
        await restarted.say("m2")
        await restarted.until_shown(2)


async def test_an_appeal_that_could_not_be_shown_waits_too(make_pipeline: MakePipeline) -> None:
    platform = Live()
    async with running(make_pipeline(platform)):
        await platform.say("m1")
        platform.alert_outcome = REFUSED
        appeal = make_request(Appeal(1, "it was a joke"), by=make_message().author)
        await (await platform.on_request)(appeal)
        platform.alert_outcome = Outcome.done(Action.FLAG)
        platform.alert_channels.put_nowait(CHANNEL)
        await platform.until_shown(1, 1)
    assert platform.alerts[1].appeal == "it was a joke"


async def test_an_alert_that_a_bug_keeps_from_being_built_keeps_no_other(
    make_pipeline: MakePipeline,
) -> None:
    class Clumsy(Live):
        async def alert(self, alert: Alert) -> Outcome:
            if alert.case.number == 1:
                raise RuntimeError
            return await super().alert(alert)

    platform = Clumsy()
    async with running(make_pipeline(platform)):
        await platform.say("m1")
        platform.alert_outcome = REFUSED
        await platform.say("m2", "m3")
        platform.alert_outcome = Outcome.done(Action.FLAG)
        platform.alert_channels.put_nowait(CHANNEL)
        await platform.until_shown(2, 3)


async def test_what_was_shown_while_the_store_was_read_is_not_shown_again(
    make_pipeline: MakePipeline, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = FakePlatform()
    pipeline = make_pipeline(platform)
    case = await pipeline.moderate(make_message(RUDE))
    assert isinstance(case, Case)
    reads = [[case]]

    async def read_before_it_was_shown(_platform: str, _community: str) -> list[Case]:
        return reads.pop() if reads else []

    monkeypatch.setattr(store.cases, "claim_unshown", read_before_it_was_shown)
    await AlertOutbox(pipeline, PlatformStats("fake")).show_waiting("club")
    assert reads == []
    assert [alert.case.number for alert in platform.alerts] == [1]
