"""The pace of calls: Slack's tiers by method and workspace, which several processes share."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.platforms.slack.connection import request_pace
from bot.platforms.slack.connection.rate_tiers import IN_A_CHANNEL, TIERS, RateLimit
from bot.platforms.slack.connection.request_pace import RequestPace
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.club import RUDE
from tests.fakes.slack import rate_limits
from tests.fakes.slack.server import FakeSlack


class Clock:
    """A clock that goes on where somebody would sleep."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(asyncio, "sleep", self._sleep)

    def __call__(self) -> float:
        return self.now

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def make_pace(clock: Clock, *, processes: int = 1) -> RequestPace:
    return RequestPace(lambda: processes, timer=clock)


async def call(pace: RequestPace, count: int, method: str, **where: str) -> None:
    for _ in range(count):
        async with pace.turn("T0CLUB", method, **where):
            pass


@pytest.mark.parametrize(("processes", "calls", "seconds"), [(1, 50, 60), (2, 25, 60), (60, 1, 72)])
def test_a_limit_is_divided_by_the_processes(processes: int, calls: int, seconds: int) -> None:
    share = RateLimit(50, 60.0).share(processes)
    assert share.calls == calls
    assert round(share.seconds) == seconds
    assert processes * share.calls / share.seconds <= 50 / 60 * 1.0001


async def test_what_a_tier_allows_comes_at_once_and_the_next_call_waits_for_the_first(
    clock: Clock,
) -> None:
    pace = make_pace(clock)
    await call(pace, 50, "chat.delete")
    assert clock.now == 1000.0
    await call(pace, 1, "chat.delete")
    assert clock.now == 1060.0


async def test_methods_workspaces_and_channels_do_not_wait_for_each_other(clock: Clock) -> None:
    pace = make_pace(clock)
    await call(pace, 50, "chat.delete")
    await call(pace, 50, "chat.update")
    async with pace.turn("T0NORTH", "chat.delete"):
        pass
    await call(pace, 5, "chat.postMessage", channel="C1")
    await call(pace, 5, "chat.postMessage", channel="C2")
    await call(pace, 500, "auth.test")  # it has no tier of its own
    assert clock.now == 1000.0


async def test_a_call_counts_from_its_answer_on_as_slack_may_count_it_as_late(
    clock: Clock,
) -> None:
    pace = make_pace(clock, processes=50)
    async with pace.turn("T0CLUB", "chat.delete"):
        second = asyncio.create_task(call(pace, 1, "chat.delete"))
        clock.now += 300.0
    await second
    assert clock.now == 1360.0


async def test_in_one_channel_a_message_a_second_is_posted(clock: Clock) -> None:
    await call(make_pace(clock), 65, "chat.postMessage", channel="C1")
    assert 60 <= clock.now - 1000.0 <= 70


async def test_after_one_too_many_every_call_of_the_method_waits(clock: Clock) -> None:
    pace = make_pace(clock)
    pace.pause("T0CLUB", "users.info", seconds=30)
    await call(pace, 1, "users.list")
    assert clock.now == 1000.0
    await call(pace, 1, "users.info")
    assert clock.now == 1030.0


def test_the_fake_knows_the_tiers_that_the_bot_keeps_to() -> None:
    known = {name: limit.calls for name, limit in TIERS.items() if name in rate_limits.TIERS}
    assert known == rate_limits.TIERS


SHORT = 2.0
"""Seconds of a minute, of the fake's and of the bot's."""


@pytest.fixture
def short_minutes(club: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    club.api.limits.minute = SHORT
    shorter = SHORT / rate_limits.MINUTE
    limits = {name: RateLimit(each.calls, each.seconds * shorter) for name, each in TIERS.items()}
    posts = IN_A_CHANNEL
    monkeypatch.setattr(request_pace, "TIERS", limits)
    monkeypatch.setattr(
        request_pace, "IN_A_CHANNEL", RateLimit(posts.calls, posts.seconds * shorter)
    )


async def say_rude_things(club: FakeSlack, count: int) -> Sequence[str]:
    return [(await club.say(f"{RUDE} {number}"))["ts"] for number in range(count)]


@pytest.mark.usefixtures("short_minutes")
async def test_a_raid_is_deleted_without_one_call_too_many(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    raid = await say_rude_things(club, 120)
    await club.until(
        lambda: {call["ts"] for call in club.calls("chat.delete")} >= set(raid), seconds=60
    )
    assert club.api.limits.refused == []


async def test_while_slack_asks_to_wait_no_other_call_of_the_method_comes(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    club.api.rate_limits["chat.delete"] = [1]
    first = await club.say(RUDE)
    await club.wait_for_call("chat.delete")
    second = await club.say(f"{RUDE} again")
    await club.wait_for_call("chat.delete", number=3)
    calls = club.calls("chat.delete")
    assert sorted(call["ts"] for call in calls[1:]) == sorted([first["ts"], second["ts"]])
    assert all(call.received_at >= calls[0].received_at + 1 for call in calls[1:])
