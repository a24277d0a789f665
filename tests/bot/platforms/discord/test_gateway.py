"""The connection: intents, heartbeats, resumes, and the end."""

import aiohttp
import discord
import pytest
from pydantic import SecretStr

from bot.domain.policy import Policy
from bot.platforms.discord import build, login
from bot.platforms.discord.platform import Discord
from bot.runtime.platform_port import PlatformContext
from tests.bot.conftest import Capture
from tests.bot.platforms.discord.conftest import Recorder, StartBot
from tests.fakes import running
from tests.fakes.discord.gateway import HEARTBEAT, IDENTIFY, RESUME
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN


async def test_the_intents_are_guilds_messages_direct_ones_and_their_content(
    club: FakeDiscord, recorder: Recorder
) -> None:
    assert recorder.messages == []
    intents = discord.Intents._from_value(club.gateway.intents)
    assert {name for name, is_on in intents if is_on} == {
        "guilds",
        "guild_messages",
        "dm_messages",
        "message_content",
        "guild_scheduled_events",
        "moderation",
    }


async def test_it_sends_a_heartbeat_from_the_start(club: FakeDiscord, recorder: Recorder) -> None:
    assert recorder.messages == []
    assert club.gateway.opcodes[0] == HEARTBEAT


async def test_an_acknowledged_heartbeat_shows_that_the_connection_lives(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await club.say("hello")
    await recorder.until(1)
    assert club.gateway.opcodes.count(HEARTBEAT) >= 1
    assert recorder.platform._stats.silent_for is not None


async def test_a_resumed_session_replays_what_was_missed(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await club.say("before")
    await recorder.until(1)
    await club.gateway.drop_connections()
    await club.say("meanwhile")
    assert await recorder.until(2) == ["before", "meanwhile"]
    assert club.gateway.opcodes.count(IDENTIFY) == 1
    assert club.gateway.opcodes.count(RESUME) == 1


async def test_it_reconnects_when_discord_asks_for_it(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await club.gateway.request_reconnect()
    await club.say("meanwhile")
    assert await recorder.until(1) == ["meanwhile"]
    assert club.gateway.opcodes.count(RESUME) == 1


@pytest.mark.usefixtures("redirected")
async def test_closing_ends_what_is_under_way(club: FakeDiscord) -> None:
    tokens = {"DISCORD_TOKEN": SecretStr(TOKEN)}
    policy = Policy(alerts=frozenset({club.world.moderators}))
    platform = build(PlatformContext(tokens, (), as_json=False, policy=policy))
    assert isinstance(platform, Discord)
    assert platform._alert_channels == {club.world.moderators}
    platform._guild_ready_timeout = 0.02
    recorder = running.Recorder(platform, club.say)
    recorder.may_answer.clear()
    async with recorder.listen():
        await club.say("hello")
        await recorder.until(1)
        assert recorder.answering == 1
    assert recorder.answering == 0


async def test_a_crash_inside_discord_py_is_logged_by_type_and_place_without_the_text(
    club: FakeDiscord, recorder: Recorder, capture: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(message: discord.Message) -> None:
        raise ValueError(message.content)

    with monkeypatch.context() as patch:
        patch.setattr(recorder.platform, "handle_message", fail)
        await club.say("what somebody wrote")
        await club.edit(club.world.add_message("before"), "hello")  # handled after it
        await recorder.until(1)
    assert '"error": "ValueError"' in capture.text
    assert "Traceback" not in capture.text
    assert "what somebody wrote" not in capture.text


async def test_a_start_without_an_answer_from_discord_says_so_and_goes_on_once_there_is_one(
    club: FakeDiscord,
    start_bot: StartBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(login, "RETRY_AFTER", 0.01)
    log_in = discord.Client.login
    failures = [aiohttp.ClientConnectionError("no network")]

    async def fail_once(client: discord.Client, token: str) -> None:
        if failures:
            raise failures.pop()
        await log_in(client, token)

    monkeypatch.setattr(discord.Client, "login", fail_once)
    await start_bot()
    await club.say("you buffoon")
    await club.alert()
    assert "look at this machine's network" in capsys.readouterr().out
