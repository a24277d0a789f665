"""Socket Mode: reconnects, revoked tokens, and a clean end; no message is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from pydantic import SecretStr

from bot.config.errors import SettingsError
from bot.domain.policy import Policy
from bot.platforms.slack import build
from bot.platforms.slack.connection.tokens import APP
from bot.platforms.slack.inbound import event_listener
from bot.platforms.slack.platform import Slack
from bot.runtime.platform_port import PlatformContext
from bot.runtime.platform_stats import PlatformStats
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import TOKENS, Recorder, StartBot
from tests.fakes import running
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN
from tests.fakes.waiting import TIMEOUT

PING_INTERVAL = 0.1
"""Seconds; short, as slack_sdk notices a lost connection only at a ping."""


@pytest.fixture
async def fast_ears(
    redirect_to_fake: None,  # noqa: ARG001 - asked for, so that it is done
    club: FakeSlack,
) -> AsyncIterator[Recorder]:
    """As `recorder`, but a lost connection is noticed at once."""
    platform = Slack(
        TOKENS, policy=Policy(), stats=running.WatchedStats("slack"), ping_interval=PING_INTERVAL
    )
    async with running.Recorder(platform, club.say).listen() as recorder:
        yield recorder


async def test_events_are_acknowledged_before_anything_is_done_about_them(
    club: FakeSlack, recorder: Recorder
) -> None:
    club.api.rate_limits["users.info"] = [60]
    envelope = await club.deliver_message(club.world.add_message("hello"))
    assert await envelope.ack() is None
    assert recorder.messages == []


async def test_it_reconnects_when_slack_requests_it(club: FakeSlack, recorder: Recorder) -> None:
    await club.socket_mode.request_reconnect()
    await club.socket_mode.wait_until_connected(2)
    await club.say("meanwhile")
    assert await recorder.until(1) == ["meanwhile"]


async def test_a_reconnect_closes_the_old_connection(
    club: FakeSlack,
    recorder: Recorder,  # noqa: ARG001 - it connects
) -> None:
    assert len(club.socket_mode.sockets) == 1
    for number in range(2, 4):
        await club.socket_mode.request_reconnect()
        await club.socket_mode.wait_until_connected(number)
    await club.socket_mode.wait_until(lambda: len(club.socket_mode.sockets) == 1)


async def test_an_event_without_a_connection_is_delivered_again_on_the_next(
    club: FakeSlack, recorder: Recorder
) -> None:
    await club.socket_mode.drop_connections()
    envelope = await club.deliver_message(club.world.add_message("meanwhile"))
    assert await recorder.until(1) == ["meanwhile"]
    assert envelope.body["retry_attempt"] == 1


async def test_an_outage_is_reported_each_attempt_has_a_new_url_and_the_gap_is_backfilled(
    club: FakeSlack, fast_ears: Recorder, capture: Capture
) -> None:
    progress = fast_ears.platform._stats
    club.socket_mode.is_down = True
    await club.socket_mode.drop_connections()
    asked = len(club.calls("apps.connections.open"))
    await club.wait_for_call("apps.connections.open", number=asked + 5)
    assert not progress.is_connected
    lost = club.world.add_message("meanwhile")  # and Slack gives up on bringing it
    club.socket_mode.is_down = False
    await club.socket_mode.wait_until_connected(2)
    await fast_ears.until(1)
    assert fast_ears.messages[0].id == lost["ts"]
    assert "connection lost" in capture.text
    assert "ticket" not in capture.text  # an address opens a connection in the app's name
    assert progress.is_connected


async def test_an_answered_ping_counts_as_a_heartbeat(club: FakeSlack, fast_ears: Recorder) -> None:
    progress = fast_ears.platform._stats
    assert isinstance(progress, running.WatchedStats)
    assert club.socket_mode.connections == 1
    await progress.changes.until(lambda: progress.silent_for is not None)


@pytest.mark.usefixtures("redirect_to_fake")
async def test_a_revoked_app_token_ends_the_platform(club: FakeSlack) -> None:
    platform = Slack(
        TOKENS, policy=Policy(), stats=PlatformStats("slack"), ping_interval=PING_INTERVAL
    )
    recorder = running.Recorder(platform, club.say)
    async with platform:
        ended = asyncio.create_task(platform.run(recorder.on_message, recorder.on_request))
        club.world.tokens[APP_TOKEN].error = "token_revoked"
        await club.socket_mode.drop_connections()
        with pytest.raises(SettingsError, match=f"{APP}: got a token that was revoked"):
            await ended


@pytest.mark.usefixtures("redirect_to_fake")
async def test_an_app_token_that_is_revoked_while_connecting_ends_the_start(
    club: FakeSlack,
) -> None:
    club.socket_mode.is_down = True
    platform = Slack(
        TOKENS, policy=Policy(), stats=PlatformStats("slack"), ping_interval=PING_INTERVAL
    )
    entering = asyncio.create_task(platform.__aenter__())
    await club.wait_for_call("apps.connections.open", number=2)
    club.world.tokens[APP_TOKEN].error = "token_revoked"
    with pytest.raises(SettingsError, match=f"{APP}: got a token that was revoked"):
        async with asyncio.timeout(TIMEOUT):
            await entering


@pytest.mark.usefixtures("redirect_to_fake")
async def test_a_cancelled_start_leaves_no_task_behind(club: FakeSlack) -> None:
    club.socket_mode.is_down = True
    platform = Slack(
        TOKENS, policy=Policy(), stats=PlatformStats("slack"), ping_interval=PING_INTERVAL
    )
    entering = asyncio.create_task(platform.__aenter__())
    await club.wait_for_call("apps.connections.open", number=2)
    entering.cancel()
    with suppress(asyncio.CancelledError):
        await entering
    assert [task for task in asyncio.all_tasks() if "slack" in task.get_name()] == []


async def test_a_bug_in_a_listener_costs_one_event_and_logs_no_text(
    club: FakeSlack, recorder: Recorder, capture: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract(raw: dict[str, Any]) -> list[str]:
        """Extract a text, and raise for one about tea."""
        return [{"hello": "hello"}[raw["text"]]]

    monkeypatch.setattr(event_listener, "extract_texts", extract)
    await club.say("a secret about tea")
    await club.say("hello")
    assert await recorder.until(1) == ["hello"]
    assert "KeyError" in capture.text
    assert "secret" not in capture.text


@pytest.mark.usefixtures("redirect_to_fake")
async def test_pending_messages_are_finished_before_the_platform_closes(club: FakeSlack) -> None:
    tokens = {name: SecretStr(token) for name, token in TOKENS.items()}
    recorder = running.Recorder(
        build(PlatformContext(tokens, (), as_json=False, policy=Policy())), club.say
    )
    recorder.may_answer.clear()
    async with recorder.listen():
        await club.say("hello")
        await recorder.until(1)
        assert recorder.answering == 1
    assert recorder.answering == 0


async def test_no_token_and_no_text_is_logged_at_any_level(
    capture: Capture, club: FakeSlack, start_bot: StartBot
) -> None:
    running = await start_bot()
    await club.say("you buffoon")
    await club.alert()
    await club.socket_mode.drop_connections()
    await club.socket_mode.wait_until_connected(2)
    await running.stop()
    assert "started" in capture.text
    assert "buffoon" not in capture.text
    assert not any(token in capture.text for token in (BOT_TOKEN, APP_TOKEN, "ticket"))
