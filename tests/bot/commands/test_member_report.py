"""The menu with which members report a message."""

import asyncio
from dataclasses import replace

from bot.domain.actions import Action
from bot.domain.buttons import Button
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.interactions.requests import (
    LookUpCase,
    ReportMessage,
)
from tests.bot.conftest import MakeClub
from tests.fakes.club import MAX, RUDE, Club, asking
from tests.fakes.messages import NOON, make_message


async def test_a_flag_opens_a_case_that_moderators_see_even_in_shadow_mode(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.SHADOW))
    message = make_message("meet me behind the shed")
    reply = await club.ask(ReportMessage(message), by=MAX)
    assert reply.lines == ("The moderators have it, as case 1.",)
    (alert,) = club.platform.alerts
    assert (alert.done, alert.reasons) == ("flagged", ("reported by a member", "reported by max"))
    assert alert.buttons == (Button.DELETE, Button.WARN, Button.TIMEOUT, Button.DISMISS)


async def test_a_person_flags_a_message_once_and_many_may_flag_the_same(club: Club) -> None:
    message = make_message("meet me behind the shed")
    ann, bob = Author("ann-1", "ann"), Author("bob-1", "bob")
    await asyncio.gather(
        *(club.desk.dispatch(asking(ReportMessage(message), by=by)) for by in (ann, bob, ann, bob))
    )
    assert "already" in await club.refused(ReportMessage(message), by=ann)
    edited = replace(message, edited_at=NOON)
    assert "already" in await club.refused(ReportMessage(edited), by=ann)
    assert len(club.platform.alerts) == 1
    reply = await club.ask(LookUpCase(1))
    assert "reported by ann, bob" in reply.lines


async def test_a_flag_on_a_message_with_a_case_belongs_to_that_case(club: Club) -> None:
    message = make_message(RUDE)
    await club.pipeline.moderate(message)
    reply = await club.ask(ReportMessage(message), by=MAX)
    assert "case 1" in reply.lines[0]
    assert len(club.platform.alerts) == 1
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]
