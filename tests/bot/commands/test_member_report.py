"""Member reports, by the menu of a message."""

import asyncio
from dataclasses import replace

from bot.domain.actions import Action
from bot.domain.buttons import Button
from bot.domain.inline import RichText
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.interactions.requests import (
    LookUpCase,
    ReportMessage,
)
from tests.bot.conftest import MakeClub
from tests.fakes.club import MAX, RUDE, Club
from tests.fakes.messages import NOON, make_message


async def test_a_flag_opens_a_case_that_moderators_see_even_in_shadow_mode(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.SHADOW))
    message = make_message("meet me behind the shed")
    reply = await club.ask(ReportMessage(message), by=MAX)
    assert reply.lines == (RichText("The moderators have it, as case 1."),)
    (alert,) = club.platform.alerts
    assert (alert.done, alert.reasons) == ("flagged", ("reported by a member", "reported by max"))
    assert alert.buttons == (Button.DELETE, Button.WARN, Button.TIMEOUT, Button.DISMISS)


async def test_a_person_flags_a_message_once_and_many_may_flag_the_same(club: Club) -> None:
    message = make_message("meet me behind the shed")
    ann, bob = Author("ann-1", "ann"), Author("bob-1", "bob")
    await asyncio.gather(
        *(club.dispatch(ReportMessage(message), by=by) for by in (ann, bob, ann, bob))
    )
    assert "already" in await club.refused(ReportMessage(message), by=ann)
    edited = replace(message, edited_at=NOON)
    assert "already" in await club.refused(ReportMessage(edited), by=ann)
    assert len(club.platform.alerts) == 1
    reply = await club.ask(LookUpCase(1))
    assert RichText("reported by ann, bob") in reply.lines


async def test_a_flag_on_a_message_with_a_case_belongs_to_that_case(club: Club) -> None:
    message = make_message(RUDE)
    await club.pipeline.moderate(message)
    reply = await club.ask(ReportMessage(message), by=MAX)
    assert reply.lines == (RichText("The moderators have it, as case 1."),)
    assert len(club.platform.alerts) == 1
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]


async def test_the_worst_of_a_long_message_is_what_the_moderators_are_shown(club: Club) -> None:
    message = make_message("hello", id="long", more_texts=("good morning", RUDE), is_cut=True)
    await club.ask(ReportMessage(message), by=MAX)
    case = (await club.case_file(1)).case
    assert case.message.text == RUDE
