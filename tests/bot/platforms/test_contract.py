"""What every platform, and whoever acts in one's place, has to keep to."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.actions import Action, Enforcement, Enforcer, Outcome
from bot.domain.message import Message
from bot.domain.notice import Notice
from bot.domain.policy import Mode
from bot.interactions.replies import Refusal, Response
from bot.interactions.requests import Request
from bot.platforms.dry_run import DryRun
from bot.platforms.registry import PLATFORMS, TOKENS, connection_hint
from bot.runtime.async_scorer import Overflow
from bot.runtime.platform_port import OnMessage
from bot.runtime.result import Failed, PipelineResult
from tests.fakes.stages import SAID, STAGES, Stage, line_protocol, make_speech, on_discord, on_slack

CROWDED = (line_protocol, on_discord, on_slack)
"""Where more may be said than there is room for: in a chat, one person types."""

PATIENCE = 10.0


async def nobody_asks(request: Request) -> Response:
    return Refusal(f"{request} was not asked here")


@pytest.fixture(params=STAGES, ids=lambda stage: stage.__name__)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """Each platform, on which `SAID` is said."""
    async with request.param(tmp_path) as stage:
        yield stage


async def listen(stage: Stage, on_message: OnMessage, *, until: asyncio.Event) -> None:
    """Say what is to be said there, and hear it until it is enough."""
    async with stage.platform as platform:
        running = asyncio.create_task(platform.run(on_message, nobody_asks))
        await stage.perform()
        async with asyncio.timeout(PATIENCE):
            await until.wait()
        running.cancel()
        await asyncio.wait([running])


async def test_it_brings_every_message_once_under_its_name(stage: Stage) -> None:
    brought, all_came = list[Message](), asyncio.Event()

    async def on_message(message: Message) -> PipelineResult:
        brought.append(message)
        if len(brought) == len(SAID):
            all_came.set()
        return Failed()

    await listen(stage, on_message, until=all_came)
    brought.sort(key=lambda message: message.sent_at)
    assert len({message.key for message in brought}) == len(brought) == len(SAID)
    assert {message.platform for message in brought} == {stage.platform.name}
    assert [said.endswith(m.text) for said, m in zip(SAID, brought, strict=True)] == [True] * 3


async def test_it_can_act_before_it_runs_and_twice_is_the_same_as_once(stage: Stage) -> None:
    platform = stage.platform
    async with platform:
        for action in platform.supported:
            message = await stage.write()
            notice = Notice(message, 7, "Your message was deleted", ("insult",))
            enforcement = Enforcement(action, message, "test", notice)
            assert await platform.enforce(enforcement) == Outcome.done(action)
            again = await platform.enforce(enforcement)
            assert (again.is_in_force, again.action) == (True, action)


async def test_it_takes_back_what_it_says_it_can_and_twice_is_the_same_as_once(
    stage: Stage,
) -> None:
    platform = stage.platform
    assert set(platform.reversible) <= {Action.TIMEOUT, Action.BAN}
    async with platform:
        for action in platform.reversible:
            enforcement = Enforcement(action, await stage.write(), "test")
            for outcome in (await platform.undo(enforcement), await platform.undo(enforcement)):
                assert (outcome.is_in_force, outcome.action) == (True, action)


async def test_it_tells_an_author_before_it_runs(stage: Stage) -> None:
    async with stage.platform:
        notice = Notice(await stage.write(), 7, "Your appeal was accepted", ("It counts no more.",))
        assert (await stage.platform.notify(notice)).action is Action.WARN


@pytest.mark.parametrize("stage", STAGES[:3], indirect=True, ids=lambda stage: stage.__name__)
async def test_where_nothing_more_can_be_said_it_ends(stage: Stage) -> None:
    async def on_message(_message: Message) -> PipelineResult:
        return Failed()

    async with stage.platform as platform, asyncio.timeout(PATIENCE):
        await platform.run(on_message, nobody_asks)


async def test_doing_nothing_and_flagging_can_be_asked_of_all(stage: Stage) -> None:
    actors: list[Enforcer] = [stage.platform, DryRun("test")]
    for actor in actors:
        assert {Action.NONE, Action.FLAG} <= set(actor.supported)


@pytest.mark.parametrize("stage", CROWDED, indirect=True, ids=lambda stage: stage.__name__)
async def test_what_there_was_no_room_for_is_asked_again(stage: Stage) -> None:
    room, came_again, asked = asyncio.Event(), asyncio.Event(), list[str]()

    async def on_message(message: Message) -> PipelineResult:
        asked.append(message.id)
        if asked.count(asked[0]) > 1:
            came_again.set()
        if room.is_set():
            return Failed()
        asyncio.get_running_loop().call_soon(room.set)
        return Overflow(room.wait)

    await listen(stage, on_message, until=came_again)


def test_where_people_meet_nothing_is_deleted_before_the_owner_asks_for_it() -> None:
    assert {name for name, entry in PLATFORMS.items() if entry.mode is Mode.ENFORCE} == {"console"}


def test_how_to_connect_a_platform_names_each_of_its_tokens() -> None:
    for name, (usual, *_) in TOKENS.items():
        assert name in PLATFORMS
        assert all(token in connection_hint(name) for token in usual)


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
    message = make_speech().make_message(line)
    assert (message.author.name, message.text) == (author, text)
