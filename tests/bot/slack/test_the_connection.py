"""Connections break, apps are away, processes die: nothing that was said is lost, and nothing is done twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.actions import Action, Outcome
from bot.answer import Answer, Failed
from bot.mistakes import SettingsError
from bot.platform import Launch
from bot.platforms.slack import build
from bot.platforms.slack.backlog import Backlog
from bot.platforms.slack.platform import Slack
from bot.platforms.slack.tokens import APP
from bot.policy import Mode, Policy
from bot.progress import Progress
from bot.reply import Reply, Response
from bot.store.cases import Cases
from bot.store.store import Store
from tests.bot.conftest import Capture
from tests.bot.slack.conftest import TOKENS, StartBot
from tests.bot.slack.ears import Ears, until
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN

PING = 0.1
"""Seconds, so that a test need not wait for what slack_sdk notices at its next ping."""


class Watched(Progress):
    """Says when the connection was found alive."""

    def __init__(self) -> None:
        super().__init__("slack")
        self.was_heard = asyncio.Event()

    def heard(self) -> None:
        super().heard()
        self.was_heard.set()


@pytest.fixture
async def quick_ears(
    led_to_the_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeSlack,
) -> AsyncIterator[Ears]:
    """As `ears`, but what is wrong with the connection is noticed at once."""
    policy = Policy(alerts=frozenset({club.world.moderators}))
    platform = Slack(TOKENS, policy=policy, progress=Watched(), ping_every=PING)
    ears = Ears(club, platform)
    async with platform:
        task = asyncio.create_task(platform.run(ears.on_message, ears.on_request))
        yield ears
        task.cancel()
        with suppress(asyncio.CancelledError, SettingsError):
            await task


async def test_events_are_acknowledged_before_anything_is_done_about_them(
    club: FakeSlack, ears: Ears
) -> None:
    club.web.waits["users.info"] = [60]
    envelope = await club.tell(club.world.add_message("hello"))
    assert await envelope.ack() is None
    assert ears.messages == []


async def test_it_reconnects_when_slack_asks_for_it(club: FakeSlack, ears: Ears) -> None:
    await club.wire.ask_to_reconnect()
    await club.wire.until_connected(2)
    await club.say("meanwhile")
    assert await ears.until(1) == ["meanwhile"]


async def test_of_the_ten_connections_that_an_app_may_have_it_keeps_one(
    club: FakeSlack,
    ears: Ears,  # noqa: ARG001 - it is what connects
) -> None:
    assert len(club.wire.sockets) == 1
    for number in range(2, 4):
        await club.wire.ask_to_reconnect()
        await club.wire.until_connected(number)
    await until(lambda: len(club.wire.sockets) == 1)


async def test_what_was_said_while_there_was_no_connection_is_brought_again_and_heard(
    club: FakeSlack, ears: Ears
) -> None:
    await club.wire.drop()
    envelope = await club.tell(club.world.add_message("meanwhile"))
    assert await ears.until(1) == ["meanwhile"]
    assert envelope.body["retry_attempt"] == 1


async def test_each_address_is_good_once_and_after_an_outage_what_was_missed_is_read(
    club: FakeSlack, quick_ears: Ears, capture: Capture
) -> None:
    progress = quick_ears.platform._progress
    club.wire.is_down = True
    await club.wire.drop()
    asked = len(club.calls("apps.connections.open"))
    await club.call("apps.connections.open", number=asked + 5)
    assert not progress.is_connected
    lost = club.world.add_message("meanwhile")  # and Slack gives up on bringing it
    club.wire.is_down = False
    await club.wire.until_connected(2)
    await quick_ears.until(1)
    assert quick_ears.messages[0].id == lost["ts"]
    assert "connection lost" in capture.text
    assert "ticket" not in capture.text  # an address opens a connection in the app's name
    assert progress.is_connected


async def test_an_answered_ping_shows_that_the_connection_lives(
    club: FakeSlack, quick_ears: Ears
) -> None:
    assert isinstance(quick_ears.platform._progress, Watched)
    assert club.wire.connections == 1
    async with asyncio.timeout(10):
        await quick_ears.platform._progress.was_heard.wait()


async def test_an_apps_token_that_is_no_good_any_more_ends_it(
    club: FakeSlack, quick_ears: Ears
) -> None:
    running = asyncio.create_task(quick_ears.platform._connection.stay())
    club.world.tokens[APP_TOKEN].fault = "token_revoked"
    await club.wire.drop()
    with pytest.raises(SettingsError, match=f"{APP}: got a token that was revoked"):
        await running


@pytest.mark.usefixtures("led_to_the_fake")
async def test_a_start_that_is_given_up_leaves_nothing_open(club: FakeSlack) -> None:
    club.wire.is_down = True
    platform = Slack(TOKENS, policy=Policy(), progress=Progress("slack"), ping_every=PING)
    entering = asyncio.create_task(platform.__aenter__())
    await club.call("apps.connections.open", number=2)
    entering.cancel()
    with suppress(asyncio.CancelledError):
        await entering
    assert [task for task in asyncio.all_tasks() if "slack" in task.get_name()] == []


async def test_a_case_that_a_crash_left_behind_is_acted_on_and_shown_after_the_restart(
    club: FakeSlack, start_bot: StartBot, cases: Cases
) -> None:
    club.web.waits["chat.delete"] = [120]  # it will wait for two minutes, and die in them
    first = await start_bot()
    said = await club.say("you buffoon")
    await club.call("chat.delete")
    await first.stop()
    assert [case.outcome for case in await cases.unfinished("slack")] == [None]
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


async def test_an_edit_is_deleted_as_a_message_is(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    said = await club.say("hello")
    await club.edit(said, "you buffoon")
    assert (await club.call("chat.delete"))["ts"] == said["ts"]


async def test_in_the_mode_flag_nothing_is_deleted_and_the_alert_says_what_was_wanted(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    said = await club.say("you buffoon")
    assert "Case 1: flagged, wanted: delete" in str(await club.alert())
    assert club.shown(club.world.general) == [said]


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

    async def hear(_workspace: object, _channel: str, said: dict[str, str], _at: object) -> None:
        heard.append(said["text"])

    for number in range(3):
        club.world.add_message(f"meanwhile {number}")
    backlog = Backlog(ears.platform._hearing._workspaces, hear)
    (workspace,) = await ears.platform._hearing._workspaces.all()
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


async def test_where_channels_cannot_be_listed_it_works_all_the_same(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.web.refuse("users.conversations", "missing_scope")
    club.web.refuse("conversations.list", "missing_scope")
    policy = Policy(mode=Mode.ENFORCE, join_public_channels=True)
    await start_bot(policy, since=datetime.now(UTC))
    said = await club.say("you buffoon")
    assert (await club.call("chat.delete"))["ts"] == said["ts"]


async def test_a_bug_in_what_listens_costs_one_event_and_quotes_nothing(
    club: FakeSlack, ears: Ears, capture: Capture
) -> None:
    await club.bring_event({"type": "message", "text": "a secret about tea", "user": "U1"})
    await club.say("hello")
    assert await ears.until(1) == ["hello"]
    assert "KeyError" in capture.text
    assert "secret" not in capture.text


@pytest.mark.usefixtures("led_to_the_fake")
async def test_what_is_under_way_has_ended_before_the_platform_has(club: FakeSlack) -> None:
    came, ended = asyncio.Event(), asyncio.Event()

    async def on_message(_message: object) -> Answer:
        came.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return Failed()

    async def on_request(_request: object) -> Response:
        return Reply("Done")

    tokens = {name: SecretStr(token) for name, token in TOKENS.items()}
    platform = build(Launch(tokens, (), as_json=False, policy=Policy()))
    async with platform:
        run = asyncio.create_task(platform.run(on_message, on_request))
        await club.say("hello")
        await came.wait()
        run.cancel()
    assert ended.is_set()


async def test_no_token_and_no_text_is_logged_at_any_level(
    capture: Capture, club: FakeSlack, start_bot: StartBot
) -> None:
    running = await start_bot()
    await club.say("you buffoon")
    await club.alert()
    await club.wire.drop()
    await club.wire.until_connected(2)
    await running.stop()
    assert "started" in capture.text
    assert "buffoon" not in capture.text
    assert not any(token in capture.text for token in (BOT_TOKEN, APP_TOKEN, "ticket"))
