"""What an earlier run left behind is finished, and what was said meanwhile is read."""

from datetime import UTC, datetime, timedelta

from bot.domain.actions import Action, Outcome
from bot.domain.policy import Mode, Policy
from bot.platforms.slack.inbound.backfill import Backfill
from bot.store.cases import Cases
from bot.store.store import Store
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import Ears, StartBot
from tests.fakes.slack.server import FakeSlack


async def test_what_was_said_while_the_bot_was_away_is_read_back_but_not_what_was_before(
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
    alone = world.add_message("beware, drat", channel=world.moderators, ts=world.make_ts())
    await store.presence.note("slack", datetime.now(UTC) - timedelta(hours=2))
    await start_bot(since=await store.presence.last("slack"))
    await club.call("chat.delete", number=4)
    missed = {said["ts"] for said in (edited, reply, both, alone)}
    assert {call["ts"] for call in club.calls("chat.delete")} == missed
    assert club.shown(world.general) == [before, parent]


async def test_what_it_posted_itself_is_not_heard_when_it_is_read_back(
    club: FakeSlack, ears: Ears
) -> None:
    club.world.add_message("case 9: you buffoon", by=club.world.bot)
    club.world.add_message("case 10", user=None, bot_id=club.world.bot_id, subtype="bot_message")
    club.world.add_message("hello")
    ears.platform._backlog.catch_up(datetime.now(UTC))
    assert await ears.until(1) == ["hello"]


async def test_until_when_all_was_seen_is_kept_when_it_stops(
    club: FakeSlack, start_bot: StartBot, store: Store
) -> None:
    assert await store.presence.last("slack") is None
    running = await start_bot()
    await club.say("you buffoon")
    await club.alert()
    await running.stop()
    seen_at = await store.presence.last("slack")
    assert seen_at
    assert datetime.now(UTC) - seen_at < timedelta(minutes=1)


async def test_reading_back_has_a_budget(club: FakeSlack, ears: Ears, capture: Capture) -> None:
    heard: list[str] = []

    async def hear(_workspace: object, _channel: str, said: dict[str, str]) -> None:
        heard.append(said["text"])

    for number in range(3):
        club.world.add_message(f"meanwhile {number}")
    backlog = Backfill(ears.platform._hearing._workspaces, hear)
    (workspace,) = ears.platform._hearing._workspaces.all()
    since = datetime.now(UTC) - timedelta(minutes=1)
    backlog._left = 1
    await backlog._read_all(workspace, since)
    assert heard == ["meanwhile 0", "meanwhile 1", "meanwhile 2"]
    assert len(club.calls("conversations.history")) == 1
    assert "not all that was missed could be read" in capture.text


async def test_a_channel_that_cannot_be_read_back_spoils_nothing(
    club: FakeSlack, ears: Ears
) -> None:
    club.web.refuse("conversations.history", "missing_scope")
    ears.platform._backlog.catch_up(datetime.now(UTC))
    await club.call("conversations.history", number=2)
    await club.say("hello")
    assert await ears.until(1) == ["hello"]


async def test_an_old_message_that_a_bug_keeps_from_being_read_costs_that_one(
    club: FakeSlack, start_bot: StartBot, capture: Capture
) -> None:
    world = club.world
    broken = world.add_message("you old buffoon", blocks=["no block"])
    said = world.add_message("you buffoon")
    bot = await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    assert (await club.call("chat.delete"))["ts"] == said["ts"]
    assert f'"message": "{broken["ts"]}"' in capture.text
    assert '"error": "AttributeError"' in capture.text
    assert "buffoon" not in capture.text
    assert not bot.task.done()


async def test_where_channels_cannot_be_listed_it_works_all_the_same(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.web.refuse("users.conversations", "missing_scope")
    club.web.refuse("conversations.list", "missing_scope")
    policy = Policy(mode=Mode.ENFORCE, join_public_channels=True)
    await start_bot(policy, since=datetime.now(UTC))
    said = await club.say("you buffoon")
    assert (await club.call("chat.delete"))["ts"] == said["ts"]


async def test_a_case_that_a_crash_left_behind_is_acted_on_and_shown_after_the_restart(
    club: FakeSlack, start_bot: StartBot, cases: Cases
) -> None:
    club.web.waits["chat.delete"] = [120]  # it will wait for two minutes, and die in them
    first = await start_bot()
    said = await club.say("you buffoon")
    await club.call("chat.delete")
    await first.stop()
    assert [case.outcome for case in await cases.claim_pending("slack")] == [None]
    assert club.shown(club.world.moderators) == []

    await start_bot()
    deleted = await club.call("chat.delete", number=2)
    assert deleted["ts"] == said["ts"]
    assert "Case 1: deleted" in str(await club.alert())


async def test_after_a_restart_a_message_that_is_gone_meanwhile_is_as_good_as_deleted(
    club: FakeSlack, start_bot: StartBot, cases: Cases
) -> None:
    club.web.waits["chat.delete"] = [120]
    first = await start_bot()
    said = await club.say("you buffoon")
    await club.call("chat.delete")
    await first.stop()
    del club.world.messages[club.world.general][said["ts"]]
    await start_bot()
    assert "Case 1: was already gone" in str(await club.alert())
    found = await cases.find(1)
    assert found
    assert found.outcome == Outcome.gone(Action.DELETE)
