"""The contract of every platform on alerts: who sees them, and what becomes of those that nobody can see."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.message import Message
from bot.interactions.replies import Refusal, Reply, Response
from bot.interactions.requests import Request
from bot.runtime.result import Failed, PipelineResult
from tests.fakes.alert_rooms import AlertRoom
from tests.fakes.alerts import make_alert
from tests.fakes.running import in_background
from tests.fakes.stages import SAID, STAGES, WITH_ALERT_ROOM, Stage
from tests.fakes.waiting import TIMEOUT

with_alert_room = pytest.mark.parametrize(
    "stage", WITH_ALERT_ROOM, indirect=True, ids=lambda stage: stage.__name__
)


@pytest.fixture(params=STAGES, ids=lambda stage: stage.__name__)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """Return each platform in turn."""
    async with request.param(tmp_path) as stage:
        yield stage


def room_of(stage: Stage) -> AlertRoom:
    """Return the moderators' channel of a platform that has one."""
    assert stage.room
    return stage.room


async def show(stage: Stage) -> Outcome:
    """Show the moderators an alert."""
    return await stage.platform.alert(make_alert(17, await stage.write(), buttons=()))


async def nobody_asks(request: Request) -> Response:
    return Refusal(f"{request} was not asked here")


async def test_an_alert_that_moderators_can_read_is_called_done(stage: Stage) -> None:
    async with stage.platform:
        assert await show(stage) == Outcome.done(Action.FLAG)


@with_alert_room
async def test_an_alert_without_a_channel_is_refused_until_an_event_brings_one(
    stage: Stage,
) -> None:
    room, platform = room_of(stage), stage.platform
    async with platform, asyncio.timeout(TIMEOUT):
        await room.lose()
        refused = await show(stage)
        assert (refused.result, room.shown()) == (OutcomeResult.REFUSED, 0)
        assert refused.remedy
        await room.restore()
        while not (await platform.next_alert_channel()).outcome.is_in_force:
            pass
        assert (await show(stage)).result is OutcomeResult.DONE
        assert room.shown() == 1


@with_alert_room
async def test_a_public_channel_with_the_bots_name_gets_no_alerts(stage: Stage) -> None:
    room = room_of(stage)
    async with stage.platform:
        await room.open_public("parley-fans")
        assert (await show(stage)).result is OutcomeResult.DONE
        assert room.shown() == 1
        await room.lose()
        assert (await show(stage)).result is OutcomeResult.REFUSED


@with_alert_room
async def test_what_is_said_in_the_moderators_channel_is_not_moderated(stage: Stage) -> None:
    room, brought, all_came = room_of(stage), list[str](), asyncio.Event()

    async def on_message(message: Message) -> PipelineResult:
        brought.append(message.text)
        if len(brought) == len(SAID):
            all_came.set()
        return Failed()

    async with (
        stage.platform as platform,
        in_background(platform.run(on_message, nobody_asks)),
        asyncio.timeout(TIMEOUT),
    ):
        await room.say("he wrote: you buffoon")
        await stage.perform()
        await all_came.wait()
    assert sorted(brought) == sorted(SAID)


@with_alert_room
async def test_an_administrator_is_told_and_nobody_else(stage: Stage) -> None:
    room, platform = room_of(stage), stage.platform
    async with platform:
        community = (await stage.write()).community
        told = await platform.tell_administrator(community, Reply.of("No channel", "Make one."))
        assert told == Outcome.done(Action.WARN)
    assert room.told() == [room.administrator]
