"""The contract of every platform and enforcer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.actions import Action, Enforcement, Enforcer, Outcome, OutcomeResult
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Mode, Policy
from bot.domain.verdict import decide
from bot.interactions.replies import Refusal, Reply, Response
from bot.interactions.requests import NameKind, Request
from bot.platforms.dry_run import DryRun
from bot.platforms.registry import PLATFORMS, TOKENS, connection_hint
from bot.runtime.overflow import Overflow
from bot.runtime.platform_port import OnMessage
from bot.runtime.result import Failed, PipelineResult
from bot.runtime.unrecorded_steps import UnrecordedSteps
from classifier import Label, Scores
from tests.fakes.platform import FakePlatform
from tests.fakes.running import in_background
from tests.fakes.scorer import THRESHOLDS
from tests.fakes.stages import (
    NEW_CODE,
    SAID,
    STAGES,
    Stage,
    line_protocol,
    make_message_factory,
    on_discord,
    on_slack,
)
from tests.fakes.waiting import TIMEOUT

CROWDED = (line_protocol, on_discord, on_slack)
"""Stages on which more may be said than there is room for: in a chat, one person types."""

REMOTE = (on_discord, on_slack)
"""Those that may leave a question unanswered."""


async def nobody_asks(request: Request) -> Response:
    return Refusal(f"{request} was not asked here")


@pytest.fixture(params=STAGES, ids=lambda stage: stage.__name__)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """Return each platform in turn, with `SAID` to be posted on it."""
    async with request.param(tmp_path) as stage:
        yield stage


async def listen(
    stage: Stage,
    on_message: OnMessage,
    *,
    until: asyncio.Event,
    perform: Callable[[], Awaitable[object]] | None = None,
) -> None:
    """Run the platform and post `SAID`, or something else, until an event is set."""
    async with (
        stage.platform as platform,
        in_background(platform.run(on_message, nobody_asks)),
        asyncio.timeout(TIMEOUT),
    ):
        await (perform or stage.perform)()
        await until.wait()


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
    assert set(platform.reversible) <= {Action.TIMEOUT, Action.KICK, Action.BAN}
    async with platform:
        for action in platform.reversible:
            enforcement = Enforcement(action, await stage.write(), "test")
            for outcome in (await platform.undo(enforcement), await platform.undo(enforcement)):
                assert (outcome.is_in_force, outcome.action) == (True, action)


async def test_it_tells_an_author_before_it_runs(stage: Stage) -> None:
    async with stage.platform:
        notice = Notice(await stage.write(), 7, "Your appeal was accepted", ("It counts no more.",))
        assert (await stage.platform.notify(notice, UnrecordedSteps())).action is Action.WARN


async def test_nobody_stands_above_themselves_where_there_are_ranks_and_else_all_do(
    stage: Stage,
) -> None:
    async with stage.platform as platform:
        message = await stage.write()
        has_ranks = platform.name == "discord"
        assert await platform.outranks(message.author, message) is not has_ranks


async def test_what_does_not_exist_is_resolved_to_nothing(stage: Stage) -> None:
    if isinstance(stage.platform, FakePlatform):
        stage.platform.unknown = {(kind, "no such name") for kind in NameKind}
    async with stage.platform as platform:
        community = (await stage.write()).community
        for kind in NameKind:
            if platform.name == "console" and kind is NameKind.MEMBER:
                continue  # whoever is named there may speak
            found = await platform.resolve(kind, "no such name", community)
            assert isinstance(found, Refusal), kind
            assert f"no {kind}" in found.reason


async def test_a_change_can_be_announced_before_it_runs(stage: Stage) -> None:
    async with stage.platform as platform:
        community = (await stage.write()).community
        outcome = await platform.announce(community, Reply.of("A change", "mona did it."))
        assert isinstance(outcome, Outcome)


@pytest.mark.parametrize("stage", STAGES[:3], indirect=True, ids=lambda stage: stage.__name__)
async def test_where_nothing_more_can_be_said_it_ends(stage: Stage) -> None:
    async def on_message(_message: Message) -> PipelineResult:
        return Failed()

    async with stage.platform as platform, asyncio.timeout(TIMEOUT):
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


async def test_only_a_platform_of_one_machine_has_no_trouble(stage: Stage) -> None:
    assert (stage.trouble is None) is (stage.platform.name in {"console", "fake"})


@pytest.mark.parametrize("stage", REMOTE, indirect=True, ids=lambda stage: stage.__name__)
async def test_whoever_it_does_not_know_is_flagged_only_and_the_reasons_say_so(
    stage: Stage,
) -> None:
    brought, came = list[Message](), asyncio.Event()

    async def on_message(message: Message) -> PipelineResult:
        brought.append(message)
        came.set()
        return Failed()

    assert stage.trouble
    await listen(stage, on_message, until=came, perform=stage.trouble.say_unknown)
    scores = Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95})
    policy = Policy(mode=Mode.ENFORCE)
    verdict = decide(policy, brought[0], scores=scores, calibrated=THRESHOLDS)
    assert verdict.wanted is Action.FLAG
    assert "not known whether its author is a moderator" in verdict.reasons[-1]


@pytest.mark.parametrize("stage", REMOTE, indirect=True, ids=lambda stage: stage.__name__)
async def test_a_refusal_of_an_unknown_cause_has_words_and_holds_back_nothing_later(
    stage: Stage,
) -> None:
    assert stage.trouble
    async with stage.platform as platform:
        enforcement = Enforcement(Action.DELETE, await stage.write(), "test")
        stage.trouble.refuse_oddly()
        outcome = await platform.enforce(enforcement)
        assert outcome.result is OutcomeResult.REFUSED
        assert outcome.reason
        assert outcome.remedy
        assert str(NEW_CODE) not in f"{outcome.reason} {outcome.remedy}"
        stage.trouble.recover()
        assert await platform.enforce(enforcement) == Outcome.done(Action.DELETE)


@pytest.mark.parametrize("stage", REMOTE, indirect=True, ids=lambda stage: stage.__name__)
async def test_what_a_moderator_asks_for_is_tried_however_often_it_was_refused(
    stage: Stage,
) -> None:
    assert stage.trouble
    async with stage.platform as platform:
        by_policy = Enforcement(Action.DELETE, await stage.write(), "test")
        pressed = replace(by_policy, by=Author("7", "mona"))
        stage.trouble.refuse_permission()
        for enforcement in (by_policy, pressed):
            assert (await platform.enforce(enforcement)).result is OutcomeResult.REFUSED
        stage.trouble.recover()
        assert await platform.enforce(pressed) == Outcome.done(Action.DELETE)


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
    message = make_message_factory().make_message(line)
    assert (message.author.name, message.text) == (author, text)
