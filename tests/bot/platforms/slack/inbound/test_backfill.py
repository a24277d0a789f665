"""Backfill of missed messages after a restart, and cases that a crash left pending."""

from datetime import UTC, datetime, timedelta

from bot.domain.actions import Action, Outcome
from bot.domain.policy import Mode, Policy
from bot.platforms.slack.inbound.backfill import Backfill
from bot.store.cases import Cases
from bot.store.store import Store
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import Recorder, StartBot
from tests.fakes.slack.server import FakeSlack


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


async def test_a_backfill_stops_at_its_call_budget(
    club: FakeSlack, recorder: Recorder, capture: Capture
) -> None:
    texts: list[str] = []

    async def on_message(_workspace: object, _channel: str, raw: dict[str, str]) -> None:
        texts.append(raw["text"])

    for number in range(3):
        club.world.add_message(f"meanwhile {number}")
    backfill = Backfill(recorder.platform._event_listener._workspaces, on_message)
    (workspace,) = recorder.platform._event_listener._workspaces.all()
    since = datetime.now(UTC) - timedelta(minutes=1)
    backfill._calls_left = 1
    await backfill._read_workspace(workspace, since)
    assert texts == ["meanwhile 0", "meanwhile 1", "meanwhile 2"]
    assert len(club.calls("conversations.history")) == 1
    assert "not all that was missed could be read" in capture.text


async def test_a_channel_that_cannot_be_read_stops_nothing_else(
    club: FakeSlack, recorder: Recorder
) -> None:
    club.api.refuse("conversations.history", "missing_scope")
    recorder.platform._backfill.catch_up(datetime.now(UTC))
    await club.wait_for_call("conversations.history", number=2)
    await club.say("hello")
    assert await recorder.until(1) == ["hello"]


async def test_a_bug_in_one_backfilled_message_costs_that_one(
    club: FakeSlack, start_bot: StartBot, capture: Capture
) -> None:
    world = club.world
    broken = world.add_message("you old buffoon", blocks=["no block"])
    posted = world.add_message("you buffoon")
    bot = await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]
    assert f'"message": "{broken["ts"]}"' in capture.text
    assert '"error": "AttributeError"' in capture.text
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
