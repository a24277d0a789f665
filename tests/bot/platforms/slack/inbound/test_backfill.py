"""Backfill of missed messages after a restart, and cases that a crash left pending."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.actions import Action, Outcome
from bot.domain.policy import Mode, Policy
from bot.platforms.slack.connection import workspaces
from bot.platforms.slack.inbound import backfill, event_listener
from bot.store.cases import Cases
from bot.store.store import Store
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import Recorder, StartBot
from tests.fakes.slack.server import FakeSlack


@pytest.fixture
def short_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give rounds two calls, and let the next one follow at once."""
    monkeypatch.setattr(backfill, "_CALL_BUDGET", 2)
    monkeypatch.setattr(backfill, "_ROUND", 0.0)


async def test_messages_from_the_downtime_are_backfilled_and_earlier_ones_are_not(
    club: FakeSlack, start_bot: StartBot, store: Store
) -> None:
    world = club.world
    hours = {
        name: world.make_ts(age=timedelta(hours=age)) for name, age in (("old", 3), ("new", 1))
    }
    before = world.add_message("you buffoon", ts=hours["old"])
    edited = world.add_message("drat", ts=world.make_ts(age=timedelta(hours=4)))
    edited["edited"] = {"user": edited["user"], "ts": hours["new"]}
    parent = world.add_message("hello", ts=world.make_ts(age=timedelta(hours=5)))
    reply = world.add_message("you old buffoon", thread_ts=parent["ts"], ts=hours["new"])
    both = world.add_message(
        "drat you", thread_ts=parent["ts"], subtype="thread_broadcast", ts=world.make_ts()
    )
    attic = world.add_channel("attic", is_private=True)
    alone = world.add_message("beware, drat", channel=attic, ts=world.make_ts())
    await store.last_seen.record("slack", datetime.now(UTC) - timedelta(hours=2))
    await start_bot(since=await store.last_seen.get("slack"))
    await club.wait_for_call("chat.delete", number=4)
    missed = {posted["ts"] for posted in (edited, reply, both, alone)}
    assert {call["ts"] for call in club.calls("chat.delete")} == missed
    assert club.shown(world.general) == [before, parent]


async def test_the_bots_own_messages_are_not_backfilled(
    club: FakeSlack, recorder: Recorder
) -> None:
    club.world.add_message("case 9: you buffoon", by=club.world.bot)
    club.world.add_message("case 10", user=None, bot_id=club.world.bot_id, subtype="bot_message")
    club.world.add_message("hello")
    recorder.platform._backfill.catch_up(datetime.now(UTC))
    assert await recorder.until(1) == ["hello"]


async def test_the_time_of_a_stop_is_stored_as_last_seen(
    club: FakeSlack, start_bot: StartBot, store: Store
) -> None:
    assert await store.last_seen.get("slack") is None
    running = await start_bot()
    await club.say("you buffoon")
    await club.alert()
    await running.stop()
    seen_at = await store.last_seen.get("slack")
    assert seen_at
    assert datetime.now(UTC) - seen_at < timedelta(minutes=1)


@pytest.mark.usefixtures("short_rounds")
@pytest.mark.parametrize(("number", "a_page"), [(1_600, 999), (40, 15)])
async def test_everything_that_was_missed_is_read_in_rounds(
    club: FakeSlack, recorder: Recorder, number: int, a_page: int
) -> None:
    club.world.messages_a_page = a_page
    written = [f"meanwhile {each}" for each in range(number)]
    for text in written:
        club.world.add_message(text)
    recorder.platform._backfill.catch_up(datetime.now(UTC) - timedelta(minutes=5))
    assert sorted(await recorder.until(number)) == sorted(written)
    assert len(await recorder.all()) == number


async def test_a_round_makes_no_more_calls_than_its_budget(
    club: FakeSlack, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "_CALL_BUDGET", 3)
    club.world.messages_a_page = 1
    for number in range(5):
        club.world.add_message(f"meanwhile {number}")
    recorder.platform._backfill.catch_up(datetime.now(UTC))
    await recorder.until(2)  # of the newest of "general", of "moderators", and of "general" again
    await recorder.all()
    assert len(club.calls("conversations.history")) == 3
    assert recorder.platform._backfill.unread_since


async def test_a_reply_in_a_thread_that_began_days_ago_is_read(
    club: FakeSlack, start_bot: StartBot
) -> None:
    world = club.world
    world.messages_a_page = 15
    parent = world.add_message("hello", ts=world.make_ts(age=timedelta(days=5)))
    edited = world.add_message("drat", ts=world.make_ts(age=timedelta(days=4)))
    edited["edited"] = {"user": edited["user"], "ts": world.make_ts()}
    for _ in range(20):
        world.add_message("good morning", ts=world.make_ts(age=timedelta(days=3)))
    reply = world.add_message("you buffoon", thread_ts=parent["ts"])
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    await club.wait_for_call("chat.delete", number=2)
    deleted = {call["ts"] for call in club.calls("chat.delete")}
    assert deleted == {reply["ts"], edited["ts"]}


@pytest.mark.usefixtures("short_rounds")
async def test_a_call_that_fails_for_a_while_is_made_again(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.api.refuse("conversations.history", "ratelimited")
    posted = club.world.add_message("you buffoon")
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    await club.wait_for_call("conversations.history", number=9)
    club.api.refusals.clear()
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]
    assert "could not read" not in str(club.shown(club.world.moderators))


async def test_channels_that_cannot_be_listed_for_a_while_are_listed_later(
    club: FakeSlack, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspaces, "_RETRY_AFTER", 0.0)
    club.api.refuse("users.conversations", "internal_error")
    posted = club.world.add_message("you buffoon")
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    await club.wait_for_call("users.conversations", number=3)
    club.api.refusals.clear()
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]
    assert "could not read" not in str(club.shown(club.world.moderators))


async def test_moderators_are_told_once_of_what_was_not_read(
    club: FakeSlack, start_bot: StartBot, capture: Capture
) -> None:
    club.api.refuse("conversations.history", "missing_scope")
    bot = await start_bot(since=datetime.now(UTC) - timedelta(days=3))
    told = str(await club.alert())
    assert "could not read all that was written meanwhile" in told
    assert "UTC is too old" in told
    assert told.count(club.world.general) == 1
    assert "missing_scope" in told
    assert bot.platform._stats.missed.count.total() == 3  # the two channels, and the time before
    assert capture.text.count("not all that was missed could be read") == 3
    club.api.refusals.clear()
    await club.say("you buffoon")
    assert "Case 1" in str(await club.alert(number=2))


async def test_a_channel_that_cannot_be_read_stops_nothing_else(
    club: FakeSlack, recorder: Recorder
) -> None:
    club.api.refuse("conversations.history", "missing_scope")
    recorder.platform._backfill.catch_up(datetime.now(UTC))
    await club.wait_for_call("conversations.history", number=2)
    await club.say("hello")
    assert await recorder.until(1) == ["hello"]


async def test_a_bug_in_one_backfilled_message_costs_that_one(
    club: FakeSlack, start_bot: StartBot, capture: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract(raw: dict[str, Any]) -> Iterator[str]:
        """Extract a text, and raise for an old one."""
        yield {"you buffoon": "you buffoon"}[raw["text"]]

    monkeypatch.setattr(event_listener, "extract_texts", extract)
    broken = club.world.add_message("you old buffoon")
    posted = club.world.add_message("you buffoon")
    bot = await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]
    assert f'"message": "{broken["ts"]}"' in capture.text
    assert '"error": "KeyError"' in capture.text
    assert "buffoon" not in capture.text
    assert not bot.task.done()


async def test_without_a_list_of_channels_new_messages_are_still_handled(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.api.refuse("users.conversations", "missing_scope")
    club.api.refuse("conversations.list", "missing_scope")
    policy = Policy(mode=Mode.ENFORCE, join_public_channels=True)
    await start_bot(policy, since=datetime.now(UTC))
    posted = await club.say("you buffoon")
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]


async def test_a_case_that_a_crash_left_behind_is_acted_on_and_shown_after_the_restart(
    club: FakeSlack, start_bot: StartBot, cases: Cases
) -> None:
    club.api.rate_limits["chat.delete"] = [120]  # it will wait for two minutes, and die in them
    first = await start_bot()
    posted = await club.say("you buffoon")
    await club.wait_for_call("chat.delete")
    await first.stop()
    assert [case.outcome for case in await cases.claim_pending("slack")] == [None]
    assert club.shown(club.world.moderators) == []

    await start_bot()
    deleted = await club.wait_for_call("chat.delete", number=2)
    assert deleted["ts"] == posted["ts"]
    assert "Case 1: deleted" in str(await club.alert())


async def test_after_a_restart_a_message_that_is_gone_meanwhile_is_as_good_as_deleted(
    club: FakeSlack, start_bot: StartBot, cases: Cases
) -> None:
    club.api.rate_limits["chat.delete"] = [120]
    first = await start_bot()
    posted = await club.say("you buffoon")
    await club.wait_for_call("chat.delete")
    await first.stop()
    del club.world.messages[club.world.general][posted["ts"]]
    await start_bot()
    assert "Case 1: was already gone" in str(await club.alert())
    found = await cases.find(1)
    assert found
    assert found.outcome == Outcome.gone(Action.DELETE)
