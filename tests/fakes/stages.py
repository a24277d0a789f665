"""Every platform with somebody on it who speaks: what the contract of `tests/bot/platforms/test_contract.py` is held on."""

import io
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console

from bot.domain.message import Author, Message
from bot.domain.policy import Policy
from bot.platforms.console.chat import Chat
from bot.platforms.console.formatters import to_json
from bot.platforms.console.line_protocol import LineProtocol
from bot.platforms.console.message_factory import MessageFactory
from bot.platforms.discord.platform import Discord
from bot.platforms.slack.connection.tokens import APP, BOT, USER
from bot.platforms.slack.platform import Slack
from bot.runtime.platform_port import Platform
from bot.runtime.platform_stats import PlatformStats
from tests.fakes.discord import server as discord
from tests.fakes.discord.world import TOKEN
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform
from tests.fakes.server import FakeServer
from tests.fakes.slack import server as slack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN

SAID = ["hello there", "kim: you buffoon", "bye"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A platform, and how to have `SAID` said on it and to get a message that can be acted on."""

    platform: Platform
    perform: Callable[[], Awaitable[None]]
    write: Callable[[], Awaitable[Message]]


async def _nothing() -> None:
    """What is said stands in a file already."""


async def _say_all(club: FakeServer) -> None:
    for text in SAID:
        await club.say(text)


async def _write_anything() -> Message:
    return make_message()


def make_speech() -> MessageFactory:
    return MessageFactory(session="s", speaker="you", now=lambda: NOON)


@asynccontextmanager
async def chat(folder: Path) -> AsyncIterator[Stage]:
    source, screen = _write_lines(folder), Console(file=io.StringIO())
    platform = Chat(source=source, screen=screen, speech=make_speech(), greeting=["Parley"])
    yield Stage(platform, _nothing, _write_anything)
    os.close(source)


@asynccontextmanager
async def line_protocol(folder: Path) -> AsyncIterator[Stage]:
    source = _write_lines(folder)
    platform = LineProtocol(source=source, sink=io.BytesIO(), form=to_json, speech=make_speech())
    yield Stage(platform, _nothing, _write_anything)
    os.close(source)


@asynccontextmanager
async def fake(_folder: Path) -> AsyncIterator[Stage]:
    messages = [make_message(text, id=text) for text in SAID]
    yield Stage(FakePlatform(messages), _nothing, _write_anything)


@asynccontextmanager
async def on_discord(_folder: Path) -> AsyncIterator[Stage]:
    async with discord.FakeDiscord() as club:
        world = club.world

        async def write() -> Message:
            return make_message(
                platform="discord",
                community=world.guild,
                channel=world.general,
                id=(await club.say("you buffoon"))["id"],
                author=Author(world.kim["id"], "kim"),
                thread=None,
                category=world.rooms,
            )

        with discord.redirect(club.port):
            progress = PlatformStats("discord")
            platform = Discord(
                TOKEN, alert_channels=frozenset(), progress=progress, ready_within=0.02
            )
            yield Stage(platform, partial(_say_all, club), write)


@asynccontextmanager
async def on_slack(_folder: Path) -> AsyncIterator[Stage]:
    async with slack.FakeSlack() as club:
        world = club.world

        async def write() -> Message:
            tea = world.add_channel("tea")
            return make_message(
                platform="slack",
                community=world.team,
                channel=tea,
                id=world.add_message("you buffoon", channel=tea)["ts"],
                author=Author(world.kim["id"], "kim"),
                thread=None,
                category=None,
            )

        tokens = {BOT: BOT_TOKEN, APP: APP_TOKEN, USER: USER_TOKEN}
        with slack.redirect(club.port):
            platform = Slack(tokens, policy=Policy(), progress=PlatformStats("slack"))
            yield Stage(platform, partial(_say_all, club), write)


STAGES = (chat, line_protocol, fake, on_discord, on_slack)


def _write_lines(folder: Path) -> int:
    lines = folder / "lines.txt"
    lines.write_text("\n".join(SAID))
    return os.open(lines, os.O_RDONLY)
