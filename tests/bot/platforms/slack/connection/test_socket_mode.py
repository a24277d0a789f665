"""Connections break and tokens are revoked: nothing that was said is lost, and nothing is left open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from pydantic import SecretStr

from bot.config.errors import SettingsError
from bot.domain.policy import Policy
from bot.platforms.slack import build
from bot.platforms.slack.connection.tokens import APP
from bot.platforms.slack.platform import Slack
from bot.runtime.platform_port import PlatformContext
from bot.runtime.platform_stats import PlatformStats
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import TOKENS, Ears, StartBot
from tests.fakes import running
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN

PING = 0.1
"""Seconds, so that a test need not wait for what slack_sdk notices at its next ping."""


@pytest.fixture
async def quick_ears(
    led_to_the_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeSlack,
) -> AsyncIterator[Ears]:
    """As `ears`, but what is wrong with the connection is noticed at once."""
    platform = Slack(TOKENS, policy=Policy(), progress=running.Watched("slack"), ping_every=PING)
    async with running.Ears(platform, club.say).listen() as ears:
        yield ears


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
    await club.wire.until(lambda: len(club.wire.sockets) == 1)


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
    progress = quick_ears.platform._progress
    assert isinstance(progress, running.Watched)
    assert club.wire.connections == 1
    await progress.changes.until(lambda: progress.silent_for is not None)


@pytest.mark.usefixtures("led_to_the_fake")
async def test_an_apps_token_that_is_no_good_any_more_ends_it(club: FakeSlack) -> None:
    platform = Slack(TOKENS, policy=Policy(), progress=PlatformStats("slack"), ping_every=PING)
    ears = running.Ears(platform, club.say)
    async with platform:
        ended = asyncio.create_task(platform.run(ears.on_message, ears.on_request))
        club.world.tokens[APP_TOKEN].fault = "token_revoked"
        await club.wire.drop()
        with pytest.raises(SettingsError, match=f"{APP}: got a token that was revoked"):
            await ended


@pytest.mark.usefixtures("led_to_the_fake")
async def test_an_apps_token_that_is_revoked_before_it_could_connect_ends_it_too(
    club: FakeSlack,
) -> None:
    club.wire.is_down = True
    platform = Slack(TOKENS, policy=Policy(), progress=PlatformStats("slack"), ping_every=PING)
    entering = asyncio.create_task(platform.__aenter__())
    await club.call("apps.connections.open", number=2)
    club.world.tokens[APP_TOKEN].fault = "token_revoked"
    with pytest.raises(SettingsError, match=f"{APP}: got a token that was revoked"):
        async with asyncio.timeout(10):
            await entering


@pytest.mark.usefixtures("led_to_the_fake")
async def test_a_start_that_is_given_up_leaves_nothing_open(club: FakeSlack) -> None:
    club.wire.is_down = True
    platform = Slack(TOKENS, policy=Policy(), progress=PlatformStats("slack"), ping_every=PING)
    entering = asyncio.create_task(platform.__aenter__())
    await club.call("apps.connections.open", number=2)
    entering.cancel()
    with suppress(asyncio.CancelledError):
        await entering
    assert [task for task in asyncio.all_tasks() if "slack" in task.get_name()] == []


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
    tokens = {name: SecretStr(token) for name, token in TOKENS.items()}
    ears = running.Ears(
        build(PlatformContext(tokens, (), as_json=False, policy=Policy())), club.say
    )
    ears.may_answer.clear()
    async with ears.listen():
        await club.say("hello")
        await ears.until(1)
        assert ears.answering == 1
    assert ears.answering == 0


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
