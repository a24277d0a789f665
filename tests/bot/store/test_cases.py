"""The case table: one case a message, and the outbox of what is still to be done."""

import asyncio
from datetime import timedelta, timezone

from bot.domain.actions import Action, Outcome
from bot.domain.message import Author
from bot.store.cases import Cases
from classifier import Reason, Unscored
from tests.bot.store.conftest import make_verdict
from tests.fakes.messages import NOON, make_message


async def test_a_case_comes_back_as_it_was_stored(cases: Cases) -> None:
    message = make_message(
        author=Author("7", "kim", frozenset({"b", "a"}), is_bot=True, is_moderator=True),
        edited_at=NOON.astimezone(timezone(timedelta(hours=5))),
        link="https://chat.example/7",
    )
    opened = await cases.open(message, make_verdict())
    assert opened
    assert await cases.find(opened.number) == opened
    closed = await cases.close(opened, Outcome.refused("may not", "let it"))
    assert await cases.find(opened.number) == closed
    assert closed.outcome == Outcome.refused("may not", "let it")


async def test_a_case_about_an_unscored_text_keeps_why_it_was_not_scored(cases: Cases) -> None:
    opened = await cases.open(make_message(), make_verdict(Unscored(Reason.TOO_LONG)))
    assert opened
    assert await cases.find(opened.number) == opened


async def test_a_redelivered_message_opens_no_second_case(cases: Cases) -> None:
    assert await cases.open(make_message(), make_verdict())
    assert await cases.open(make_message(), make_verdict()) is None


async def test_an_edit_opens_no_second_case_and_a_name_that_is_given_anew_does(
    cases: Cases,
) -> None:
    assert await cases.open(make_message(), make_verdict())
    assert await cases.open(make_message(edited_at=NOON), make_verdict()) is None
    later = NOON + timedelta(minutes=1)
    assert await cases.open(make_message(sent_at=later, edited_at=later), make_verdict())


async def test_a_thousand_deliveries_at_once_open_one_case(cases: Cases) -> None:
    opened = await asyncio.gather(
        *(cases.open(make_message(), make_verdict()) for _ in range(1000))
    )
    assert len([case for case in opened if case]) == 1


async def test_a_case_is_unfinished_until_it_was_done_and_shown(cases: Cases) -> None:
    case = await cases.open(make_message(), make_verdict())
    assert case
    assert await cases.claim_pending("fake") == [case]
    assert await cases.claim_pending("elsewhere") == []
    closed = await cases.close(case, Outcome.done(Action.DELETE))
    assert await cases.claim_pending("fake") == [closed]
    await cases.mark_alerted(case)
    assert await cases.claim_pending("fake") == []


async def test_what_databases_refuse_is_left_out_of_a_text(cases: Cases) -> None:
    case = await cases.open(make_message("a\x00b\ud800c 😀"), make_verdict())
    assert case
    stored = await cases.find(case.number)
    assert stored
    assert stored.message.text == "abc 😀"
