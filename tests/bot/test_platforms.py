"""What every platform, and whoever acts in one's place, has to keep to."""

import asyncio
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from bot.actions import Action, Actor, Deed, Outcome
from bot.answer import Answer, Failed
from bot.message import Message
from bot.platform import Platform
from bot.platforms.console.chat import Chat
from bot.platforms.console.forms import to_json
from bot.platforms.console.protocol import LineProtocol
from bot.platforms.console.speech import Speech
from bot.platforms.dry_run import DryRun
from bot.platforms.registry import PLATFORMS, TOKENS, tell_how_to_connect
from bot.policy import Mode
from bot.reply import Refusal, Response
from bot.request import Request
from bot.scoring import Overflow
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform

SAID = ["hello there", "kim: you buffoon", "bye"]


async def nobody_asks(request: Request) -> Response:
    return Refusal(f"{request} was not asked here")


def make_speech() -> Speech:
    return Speech(session="s", speaker="you", now=lambda: NOON)


def make_chat(source: int) -> Platform:
    screen = Console(file=io.StringIO())
    return Chat(source=source, screen=screen, speech=make_speech(), greeting=["Parley"])


def make_line_protocol(source: int) -> Platform:
    return LineProtocol(source=source, sink=io.BytesIO(), form=to_json, speech=make_speech())


def make_fake(source: int) -> Platform:
    assert source
    return FakePlatform([make_message(text, id=text) for text in SAID])


@pytest.fixture(params=[make_chat, make_line_protocol, make_fake])
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Platform]:
    """Each platform, with what was `SAID` on it."""
    lines = tmp_path / "lines.txt"
    lines.write_text("\n".join(SAID))
    source = os.open(lines, os.O_RDONLY)
    make: Callable[[int], Platform] = request.param
    yield make(source)
    os.close(source)


async def test_it_brings_every_message_once_under_its_name_and_then_ends(
    platform: Platform,
) -> None:
    brought: list[Message] = []

    async def on_message(message: Message) -> Answer:
        brought.append(message)
        return Failed()

    async with platform:
        await platform.run(on_message, nobody_asks)
    assert len({message.key for message in brought}) == len(brought) == len(SAID)
    assert {message.platform for message in brought} == {platform.name}
    assert [said.endswith(m.text) for said, m in zip(SAID, brought, strict=True)] == [True] * 3


async def test_it_can_act_before_it_runs_and_twice_is_the_same_as_once(platform: Platform) -> None:
    async with platform:
        for action in platform.supported:
            deed = Deed(action, make_message(), "test")
            first = await platform.act(deed)
            assert first == Outcome.done(action)
            assert await platform.act(deed) == first


def test_doing_nothing_and_flagging_can_be_asked_of_all(platform: Platform) -> None:
    actors: list[Actor] = [platform, DryRun("test")]
    for actor in actors:
        assert {Action.NONE, Action.FLAG} <= set(actor.supported)


async def test_what_there_was_no_room_for_is_asked_again(tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("hello\n")
    source = os.open(tmp_path / "lines.txt", os.O_RDONLY)
    room, asked = asyncio.Event(), list[str]()

    async def on_message(message: Message) -> Answer:
        asked.append(message.text)
        if room.is_set():
            return Failed()
        asyncio.get_running_loop().call_soon(room.set)
        return Overflow(room.wait)

    async with make_line_protocol(source) as platform:
        await platform.run(on_message, nobody_asks)
    os.close(source)
    assert asked == ["hello", "hello"]


def test_where_people_meet_nothing_is_deleted_before_the_owner_asks_for_it() -> None:
    assert {name for name, entry in PLATFORMS.items() if entry.mode is Mode.ENFORCE} == {"console"}


def test_how_to_connect_a_platform_names_each_of_its_tokens() -> None:
    for name, (usual, *_) in TOKENS.items():
        assert name in PLATFORMS
        assert all(token in tell_how_to_connect(name) for token in usual)


@pytest.mark.parametrize(
    ("line", "author", "text"),
    [
        ("hello", "you", "hello"),
        ("kim: hello", "kim", "hello"),
        ("kim: note: bring tea", "kim", "note: bring tea"),
        ("well then: no", "you", "well then: no"),
        ("see https://example.org", "you", "see https://example.org"),
        ("kim:hello", "you", "kim:hello"),
        ("zoë: hi", "zoë", "hi"),
    ],
)
def test_a_name_before_a_colon_and_a_space_is_the_author(line: str, author: str, text: str) -> None:
    message = make_speech().hear(line)
    assert (message.author.name, message.text) == (author, text)
