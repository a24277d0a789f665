"""Every platform with a member who writes on it: the subjects of `tests/bot/platforms/test_contract.py`."""

import io
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console

from bot.domain.message import Author, Message
from bot.domain.policy import Policy
from bot.domain.surfaces import SurfaceRules
from bot.platforms.console.chat import Chat
from bot.platforms.console.formatters import to_json
from bot.platforms.console.line_protocol import LineProtocol
from bot.platforms.console.message_factory import MessageFactory
from bot.platforms.discord.platform import Discord
from bot.platforms.slack.connection.tokens import APP, BOT, USER
from bot.platforms.slack.platform import Slack
from bot.runtime.alert_cards import TransientCards
from bot.runtime.platform_port import Platform
from bot.runtime.platform_stats import PlatformStats
from tests.fakes.alert_rooms import AlertRoom, make_discord_room, make_slack_room
from tests.fakes.discord import server as discord
from tests.fakes.discord.redirection import redirect as redirect_discord
from tests.fakes.discord.requests import MISSING_PERMISSIONS
from tests.fakes.discord.world import TOKEN
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform
from tests.fakes.server import FakeServer
from tests.fakes.slack import server as slack
from tests.fakes.slack.redirection import redirect as redirect_slack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN

SAID = ["hello there", "kim: you buffoon", "bye"]


ONLY_MESSAGES = SurfaceRules(profiles=False)
"""No names are read, so that messages alone are counted."""

NEW_CODE = 987654
"""An error code, as a number or in a word, for which no platform has words."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Errors that a platform may answer instead of what it was asked."""

    say_unknown: Callable[[], Awaitable[object]]
    """Have somebody write "you buffoon" of whom the platform does not say who they are."""
    refuse_oddly: Callable[[], None]
    """Refuse deletions from now on, with `NEW_CODE`."""
    refuse_permission: Callable[[], None]
    """Refuse deletions from now on, for want of a permission."""
    recover: Callable[[], None]
    """Allow deletions again."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A member of a platform on which messages can be edited, and be longer than a scored text."""

    say_and_edit: Callable[[Sequence[str]], Awaitable[object]]
    """Write a message of the first of these texts, and edit it to each of the others."""
    say_at_length: Callable[[str], Awaitable[object]]
    """Write a message with a file that is a text many times over, nearly 60 kB."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A platform, a function that posts `SAID` on it, and one that returns a message to act on.

    `trouble` is None where a platform always knows who writes, and refuses nothing; `room` where alerts go
    to no channel; `speech` where nothing is edited. `restart` makes the platform once more, on the same store.
    """

    platform: Platform
    perform: Callable[[], Awaitable[None]]
    write: Callable[[], Awaitable[Message]]
    trouble: Trouble | None
    room: AlertRoom | None = None
    speech: Speech | None = None
    restart: Callable[[], Platform] | None = None


async def _nothing() -> None:
    """Post nothing: the texts are in a file already."""


async def _say_all(club: FakeServer) -> None:
    for text in SAID:
        await club.say(text)


async def _write_anything() -> Message:
    return make_message()


def make_message_factory() -> MessageFactory:
    return MessageFactory(session="s", speaker="you", now=lambda: NOON)


@asynccontextmanager
async def chat(folder: Path) -> AsyncIterator[Stage]:
    source, screen = _write_lines(folder), Console(file=io.StringIO())
    platform = Chat(
        source=source,
        screen=screen,
        message_factory=make_message_factory(),
        greeting=["Parley"],
        exports=folder,
    )
    yield Stage(platform, _nothing, _write_anything, None)
    os.close(source)


@asynccontextmanager
async def line_protocol(folder: Path) -> AsyncIterator[Stage]:
    source = _write_lines(folder)
    platform = LineProtocol(
        source=source, sink=io.BytesIO(), formatter=to_json, message_factory=make_message_factory()
    )
    yield Stage(platform, _nothing, _write_anything, None)
    os.close(source)


@asynccontextmanager
async def fake(_folder: Path) -> AsyncIterator[Stage]:
    messages = [make_message(text, id=text) for text in SAID]
    yield Stage(FakePlatform(messages), _nothing, _write_anything, None)


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

        with redirect_discord(club.port):
            cards = TransientCards()

            def make() -> Discord:
                return Discord(
                    TOKEN,
                    alert_channels=frozenset(),
                    stats=PlatformStats("discord"),
                    surfaces=ONLY_MESSAGES,
                    guild_ready_timeout=0.02,
                    cards=cards,
                )

            yield Stage(
                make(),
                partial(_say_all, club),
                write,
                _discord_trouble(club),
                make_discord_room(club),
                _discord_speech(club),
                make,
            )


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
        with redirect_slack(club.port):
            cards = TransientCards()

            def make() -> Slack:
                stats = PlatformStats("slack")
                return Slack(
                    tokens, policy=Policy(surfaces=ONLY_MESSAGES), stats=stats, cards=cards
                )

            yield Stage(
                make(),
                partial(_say_all, club),
                write,
                _slack_trouble(club),
                make_slack_room(club),
                _slack_speech(club),
                make,
            )


STAGES = (chat, line_protocol, fake, on_discord, on_slack)

WITH_ALERT_ROOM = (on_discord, on_slack)
"""Stages that show moderators alerts in a channel, which may be lost, and which others may not read."""


def _discord_trouble(club: discord.FakeDiscord) -> Trouble:
    deletion = "DELETE", "/channels/{channel}/messages/{message}"
    new = 403, {"code": NEW_CODE, "message": "something new"}

    async def say_unknown() -> None:
        club.rest.refuse("GET", "/guilds/{guild}/members/{user}", MISSING_PERMISSIONS)
        sent = club.world.add_message("good morning")
        await club.edit({k: v for k, v in sent.items() if k != "member"}, "you buffoon")

    return Trouble(
        say_unknown,
        refuse_oddly=lambda: club.rest.refuse(*deletion, new),
        refuse_permission=lambda: club.rest.refuse(*deletion, MISSING_PERMISSIONS),
        recover=club.rest.refusals.clear,
    )


def _slack_trouble(club: slack.FakeSlack) -> Trouble:
    async def say_unknown() -> None:
        club.api.broken_statuses["users.info"] = 503
        await club.say("you buffoon")

    return Trouble(
        say_unknown,
        refuse_oddly=lambda: club.api.refuse("chat.delete", f"code_{NEW_CODE}"),
        refuse_permission=lambda: club.api.refuse("chat.delete", "cant_delete_message"),
        recover=club.api.refusals.clear,
    )


def _discord_speech(club: discord.FakeDiscord) -> Speech:
    async def say_and_edit(texts: Sequence[str]) -> None:
        message = await club.say(texts[0])
        for text in texts[1:]:
            await club.edit(message, text)

    async def say_at_length(text: str) -> None:
        await club.say("look", attachments=[club.attach("notes.txt", _repeat(text))])

    return Speech(say_and_edit, say_at_length)


def _slack_speech(club: slack.FakeSlack) -> Speech:
    async def say_and_edit(texts: Sequence[str]) -> None:
        message = await club.say(texts[0])
        for text in texts[1:]:
            await club.edit(message, text)

    async def say_at_length(text: str) -> None:
        file = club.add_file("notes.txt", _repeat(text))
        await club.say("look", files=[file], subtype="file_share")

    return Speech(say_and_edit, say_at_length)


def _repeat(text: str) -> bytes:
    return (f"{text} ".encode() * 60_000)[:59_000]


def _write_lines(folder: Path) -> int:
    lines = folder / "lines.txt"
    lines.write_text("\n".join(SAID))
    return os.open(lines, os.O_RDONLY)
