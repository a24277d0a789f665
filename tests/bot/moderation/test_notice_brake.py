"""The notice brake: who writes many rude messages is told at once of the first, and gathered of the others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.policy import LabelRule, Mode, Policy
from bot.interactions.requests import Decide
from bot.moderation.notice_brake import NoticeBrake
from bot.runtime.unrecorded_steps import UnrecordedSteps
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.clock import Clock
from tests.fakes.club import RUDE, Club

PAUSE = timedelta(minutes=10)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def machine(clock: Clock) -> Clock:
    return clock


def brake(club: Club) -> Club:
    """Return the club with a brake of its own."""
    pipeline = replace(club.pipeline, brake=NoticeBrake(pause=PAUSE))
    return Club(club.platform, pipeline)


def told_by_enforcements(club: Club) -> list[bool]:
    return [enforcement.notice is not None for enforcement in club.platform.enforcements]


async def send_due(club: Club) -> list[str]:
    """Send what is due; returns the titles of all notices so far."""

    async def notify(notice: object) -> None:
        await club.pipeline.notify(notice, UnrecordedSteps())  # type: ignore[arg-type]  # a notice

    store = club.pipeline.store
    await club.pipeline.brake.send_due("fake", notify, store=store)
    return [notice.title for notice in club.platform.notices]


async def test_thirty_rude_messages_are_two_notices(club: Club, clock: Clock) -> None:
    club = brake(club)
    await club.say(*[RUDE] * 30)
    assert told_by_enforcements(club) == [True, *[False] * 29]
    assert await send_due(club) == []
    clock.now += PAUSE
    assert await send_due(club) == ["29 more messages of yours were deleted"]
    assert await send_due(club) == ["29 more messages of yours were deleted"]
    (notice,) = club.platform.notices
    assert (notice.case, notice.may_appeal) == (30, True)


async def test_what_was_held_is_told_after_a_restart(club: Club, clock: Clock) -> None:
    club = brake(club)
    await club.say(RUDE, RUDE)
    clock.now += PAUSE
    restarted = brake(club)
    assert await send_due(restarted) == ["1 more message of yours was deleted"]


async def test_a_restart_does_not_begin_anew(club: Club) -> None:
    first = brake(club)
    await first.say(RUDE)
    again = brake(club)
    again.numbers = first.numbers
    await again.say(RUDE)
    assert told_by_enforcements(again) == [True, False]


async def test_who_was_told_long_ago_is_told_at_once(club: Club, clock: Clock) -> None:
    club = brake(club)
    await club.say(RUDE)
    clock.now += PAUSE
    await club.say(RUDE)
    assert told_by_enforcements(club) == [True, True]


async def test_warnings_are_gathered_too_and_the_case_says_so(
    make_club: MakeClub, clock: Clock
) -> None:
    warn = Policy(mode=Mode.ENFORCE, labels={Label.INSULT: LabelRule(action=Action.WARN)})
    club = brake(make_club(warn))
    await club.say(RUDE, RUDE)
    assert len(club.platform.enforcements) == 1
    outcome = (await club.case_file(2)).case.outcome
    assert outcome
    assert outcome.action is Action.WARN
    assert "in one message" in outcome.reason
    clock.now += PAUSE
    assert await send_due(club) == ["Please mind 1 more message of yours"]


async def test_what_failed_is_no_notice_and_holds_back_none(club: Club) -> None:
    club = brake(club)
    club.platform.outcomes = [Outcome.refused("no permission", "Give it.")]
    await club.say(RUDE, RUDE)
    assert told_by_enforcements(club) == [True, True]


async def test_a_timeout_is_told_at_once_whatever_was_told_before(make_club: MakeClub) -> None:
    out = Policy(mode=Mode.ENFORCE, labels={Label.INSULT: LabelRule(action=Action.TIMEOUT)})
    club = brake(make_club(out))
    await club.say(RUDE, RUDE)
    assert told_by_enforcements(club) == [True, True]
    first, second = club.platform.enforcements
    assert (first.lesser_notice is None, second.lesser_notice is None) == (False, True)


async def test_a_moderators_warning_is_always_sent(club: Club) -> None:
    club = brake(club)
    await club.say(RUDE)
    await club.ask(Decide(Button.WARN, 1, "mind your words"))
    assert told_by_enforcements(club) == [True, True]
