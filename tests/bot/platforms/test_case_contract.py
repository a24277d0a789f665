"""The contract of every platform on cases: one a message, shown once and redrawn, also after a restart."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.alerts.alert import Alert
from bot.domain.actions import Action
from bot.domain.message import Message
from bot.domain.policy import Mode, Policy, Strikes
from bot.interactions.replies import Refusal, Response
from bot.interactions.requests import Request
from bot.platforms.dry_run import DryRun
from bot.runtime.platform_port import Platform
from bot.runtime.result import Failed, PipelineResult
from bot.store.store import Store
from tests.bot.conftest import MakePipeline
from tests.fakes.alerts import make_alert
from tests.fakes.running import WatchedStats, in_background, start
from tests.fakes.stages import STAGES, WITH_ALERT_ROOM, Speech, Stage
from tests.fakes.waiting import TIMEOUT

RUDE = "you buffoon"

with_alert_room = pytest.mark.parametrize(
    "stage", WITH_ALERT_ROOM, indirect=True, ids=lambda stage: stage.__name__
)

"""On platforms with a moderators' channel: there, members can edit what they wrote."""


@pytest.fixture(params=STAGES, ids=lambda stage: stage.__name__)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """Return each platform in turn."""
    async with request.param(tmp_path) as stage:
        yield stage


def speech_of(stage: Stage) -> Speech:
    assert stage.speech
    return stage.speech


def titles_of(stage: Stage) -> list[str]:
    """Return the titles of the alerts that moderators see."""
    assert stage.room
    return stage.room.titles()


async def until_shown(stage: Stage) -> None:
    """Wait until moderators see an alert."""
    assert stage.room
    await stage.room.until(lambda: bool(titles_of(stage)))


async def nobody_asks(request: Request) -> Response:
    return Refusal(f"{request} was not asked here")


async def bring(stage: Stage, number: int, speak: Callable[[], Awaitable[object]]) -> list[Message]:
    """Run a platform while somebody speaks, until it has brought so many messages; return them."""
    brought, all_came = list[Message](), asyncio.Event()

    async def on_message(message: Message) -> PipelineResult:
        brought.append(message)
        if len(brought) == number:
            all_came.set()
        return Failed()

    async with (
        stage.platform as platform,
        in_background(platform.run(on_message, nobody_asks)),
        asyncio.timeout(TIMEOUT),
    ):
        await speak()
        await all_came.wait()
    return brought


@asynccontextmanager
async def serving(stage: Stage, make_pipeline: MakePipeline, policy: Policy) -> AsyncIterator[None]:
    """Run the whole bot on a platform, once it is connected."""
    stats = WatchedStats(stage.platform.name)
    bot = await start(stage.platform, make_pipeline(stage.platform, policy=policy), stats)
    try:
        async with asyncio.timeout(TIMEOUT):
            yield
    finally:
        await bot.stop()


def decide(alert: Alert) -> Alert:
    """Return an alert as it is once a moderator has decided."""
    return replace(alert, done="deleted by a moderator", is_decided=True, buttons=())


async def redraw(platform: Platform, alert: Alert) -> None:
    """Redraw an alert that a moderator has decided on."""
    await platform.redraw(decide(alert))


async def test_what_can_be_done_about_a_message_is_some_of_what_the_platform_can_do(
    stage: Stage,
) -> None:
    async with stage.platform as platform:
        message = await stage.write()
        for enforcer in (platform, DryRun("test")):
            possible = set(enforcer.supported_on(message))
            assert {Action.NONE, Action.FLAG} <= possible <= set(enforcer.supported)


async def test_a_channel_is_the_narrowest_of_its_scopes(stage: Stage) -> None:
    async with stage.platform as platform:
        message = await stage.write()
        scopes = await platform.scopes_of(message.channel, message.community)
        assert scopes[0] == message.channel
        assert message.community not in scopes


async def test_a_case_that_was_never_shown_can_be_redrawn(stage: Stage) -> None:
    async with stage.platform as platform:
        await redraw(platform, make_alert(17, await stage.write(), buttons=()))


@with_alert_room
async def test_a_case_is_redrawn_where_it_was_shown_and_is_not_shown_again(stage: Stage) -> None:
    async with stage.platform as platform:
        alert = make_alert(17, await stage.write(), buttons=())
        await platform.alert(alert)
        assert titles_of(stage) == ["Case 17: refused: no permission, wanted: delete"]
        await redraw(platform, alert)
        assert titles_of(stage) == ["Case 17: deleted by a moderator"]


@with_alert_room
async def test_a_case_is_redrawn_after_a_restart(stage: Stage) -> None:
    async with stage.platform as platform:
        alert = make_alert(17, await stage.write(), buttons=())
        await platform.alert(alert)
    assert stage.restart
    async with stage.restart() as platform:
        await redraw(platform, alert)
    assert titles_of(stage) == ["Case 17: deleted by a moderator"]


@with_alert_room
async def test_an_edit_is_a_later_version_of_the_same_message(stage: Stage) -> None:
    say_and_edit = speech_of(stage).say_and_edit
    said, edited = await bring(stage, 2, lambda: say_and_edit(["hello", RUDE]))
    assert (said.edited_at, edited.text) == (None, RUDE)
    assert edited.edited_at
    assert replace(edited.key, edited_at=None) == said.key
    assert edited.sent_at == said.sent_at


@with_alert_room
async def test_a_message_that_is_too_long_to_be_scored_as_one_is_brought_as_one(
    stage: Stage,
) -> None:
    say_at_length = speech_of(stage).say_at_length
    (message,) = await bring(stage, 1, lambda: say_at_length("have some tea"))
    assert message.more_texts


@with_alert_room
async def test_however_often_a_message_is_edited_it_is_one_case_and_one_alert(
    stage: Stage, make_pipeline: MakePipeline, store: Store
) -> None:
    async with serving(stage, make_pipeline, Policy(mode=Mode.FLAG)):
        await speech_of(stage).say_and_edit([RUDE, *(f"{RUDE} {n}" for n in range(15))])
        await until_shown(stage)
        while True:
            case_file = await store.case_queries.find(1, within_days=1)
            if case_file and len(case_file.versions) == 15:
                break
    assert titles_of(stage) == ["Case 1: flagged, wanted: delete"]
    assert await store.cases.find(2) is None


@with_alert_room
async def test_however_long_a_message_is_it_is_one_case_and_one_strike(
    stage: Stage, make_pipeline: MakePipeline, store: Store
) -> None:
    policy = Policy(mode=Mode.ENFORCE, strikes=Strikes(ladder=(Action.KICK,)))
    async with serving(stage, make_pipeline, policy):
        await speech_of(stage).say_at_length(RUDE)
        await until_shown(stage)
    assert titles_of(stage) == ["Case 1: deleted"]
    assert await store.cases.find(2) is None
