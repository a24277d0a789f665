"""Member reports, by the menu of a message."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.commands.dispatcher import CommandDispatcher
from bot.domain.actions import Action
from bot.domain.buttons import Button
from bot.domain.inline import RichText
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import Decide, Erase, LookUpCase, ReportMessage
from tests.bot.conftest import MakeClub, strikes_of_kim
from tests.fakes.club import MAX, RUDE, Club, make_request
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
    assert RichText("reported by 2 members: ann, bob") in reply.lines


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


ANN = Author("ann-1", "ann")


def by_kim(number: int, text: str = "well, well") -> ReportMessage:
    return ReportMessage(
        make_message(f"{text} {number}", id=f"r{number}", link=f"https://m/{number}")
    )


async def test_reports_by_one_member_on_another_are_gathered_in_one_case_with_their_count(
    club: Club,
) -> None:
    replies = [await club.ask(by_kim(number), by=ANN) for number in range(5)]
    assert replies[0].lines == (RichText("The moderators have it, as case 1."),)
    told = RichText("The moderators have it, with what you reported before, as case 1.")
    assert all(reply.lines == (told,) for reply in replies[1:])
    assert len(club.platform.alerts) == 1
    assert "reported by ann (5 messages)" in club.platform.redrawn[-1].reasons
    quotes = (await club.ask(LookUpCase(1))).quotes
    assert [quote.title for quote in quotes] == ["Also reported by ann"] * 4
    assert "".join(piece.text for piece in quotes[0].pieces) == "well, well 1"
    assert quotes[0].link == "https://m/1"
    assert (await club.case_file(1)).history.cases == 0


async def test_who_else_reports_one_of_the_gathered_messages_joins_that_case(club: Club) -> None:
    for number in range(2):
        await club.ask(by_kim(number), by=ANN)
    await club.ask(by_kim(1), by=MAX)
    assert "reported by 2 members: ann (2 messages), max" in club.platform.redrawn[-1].reasons


async def test_what_is_worse_than_what_was_reported_before_is_a_case_of_its_own(club: Club) -> None:
    await club.ask(by_kim(0), by=ANN)
    await club.ask(by_kim(1, "how silly"), by=ANN)
    await club.ask(by_kim(2, "how silly"), by=ANN)
    assert [alert.case.number for alert in club.platform.alerts] == [1, 2]


async def test_who_reports_too_much_is_told_how_long_to_wait(club: Club) -> None:
    for number in range(10):
        author = Author(f"author-{number}", "somebody")
        await club.ask(ReportMessage(make_message(id=f"m{number}", author=author)), by=ANN)
    refusal = await club.ask_for(Refusal, by_kim(10), by=ANN)
    assert refusal.reason == "you have reported 10 messages within 1 hour"
    assert "report more in 60 minutes, or write to a moderator" in refusal.remedy
    await club.ask(by_kim(10), by=MAX)
    later = CommandDispatcher(club.pipeline, now=lambda: NOON + timedelta(hours=1))
    assert isinstance(await later.dispatch(make_request(by_kim(10), by=ANN)), Reply)


async def test_only_an_upheld_report_counts_as_an_earlier_case(club: Club) -> None:
    await club.ask(by_kim(0), by=ANN)
    assert (await strikes_of_kim(club)).endswith("no earlier cases")
    await club.ask(Decide(Button.DISMISS, 1))
    await club.say("how silly")
    assert club.platform.alerts[-1].history == "no earlier cases"
    await club.ask(by_kim(2), by=ANN)
    await club.ask(Decide(Button.WARN, 3))
    await club.say("so silly")
    assert club.platform.alerts[-1].history == "1 strike in 30 days, 2 earlier cases"


async def test_moderators_see_what_became_of_the_other_reports_of_a_reporter(club: Club) -> None:
    await club.ask(by_kim(0), by=ANN)
    await club.ask(Decide(Button.DISMISS, 1))
    await club.ask(by_kim(1), by=ANN)
    await club.ask(Decide(Button.WARN, 2))
    await club.ask(by_kim(2), by=ANN)
    told = "reported by ann (1 other report upheld, 1 other report dismissed)"
    assert told in club.platform.alerts[-1].reasons


async def test_the_reason_of_a_report_is_on_the_card_and_goes_with_who_gave_it(club: Club) -> None:
    report = replace(by_kim(0), why=f"they follow me around{'!' * 400}")
    await club.ask(report, by=ANN)
    (complaint,) = club.platform.alerts[-1].complaints
    assert complaint.startswith("they follow me around!")
    assert len(complaint) == 300
    await club.ask(Erase("ann-1", is_confirmed=True))
    case_file = await club.case_file(1)
    assert [(each.why, each.by_name) for each in case_file.reports] == [("", "")]


async def test_the_reports_of_an_erased_author_keep_neither_reasons_nor_texts(club: Club) -> None:
    for number in range(2):
        await club.ask(replace(by_kim(number), why="rude"), by=ANN)
    await club.ask(Erase("kim-1", is_confirmed=True))
    reports = (await club.case_file(1)).reports
    assert [(each.why, each.text, each.link) for each in reports] == [("", "", "")] * 2


async def test_what_a_member_reported_before_the_bot_has_looked_at_it_is_still_acted_on(
    club: Club,
) -> None:
    message = make_message(RUDE)
    await club.ask(ReportMessage(message), by=ANN)
    await club.pipeline.moderate(message)
    assert club.platform.acted[-1] == (Action.DELETE, message)
    assert club.platform.alerts[-1].done == "deleted"
