"""Acceptance by a person lasts: no automatic step flags it again, or opens it again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.buttons import Button
from bot.domain.message import Message
from bot.domain.policy import LabelRule, Mode, Policy
from bot.domain.verdict import Verdict
from bot.interactions.requests import Appeal, Decide
from bot.store.database.tables import cases
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, RUDE, Club
from tests.fakes.messages import NOON, make_message

FLAGGED = "how silly"


def make_nickname(text: str, **changes: Any) -> Message:
    """Make a nickname of kim's as it is seen first after a start of the bot."""
    moment = NOON + timedelta(days=1)
    defaults = {"id": "nickname-7", "sent_at": moment, "edited_at": moment, "is_joinable": False}
    return make_message(text, **{**defaults, **changes})


@pytest.mark.parametrize("text", [FLAGGED, RUDE])
async def test_what_was_dismissed_is_not_flagged_when_its_author_says_it_again(
    club: Club, text: str
) -> None:
    await club.say(text)
    await club.ask(Decide(Button.DISMISS, 1))
    result = await club.pipeline.moderate(make_message(text, id="again"))
    assert isinstance(result, Verdict)
    assert result.needs_no_case
    assert result.notes[-1] == "a moderator took no offence at the same words in case 1"
    assert len(club.platform.alerts) == 1


async def test_before_a_case_is_stored_no_case_is_read(club: Club, engine: AsyncEngine) -> None:
    asked: list[str] = []

    def record(*arguments: Any) -> None:
        asked.append(arguments[2])

    event.listen(engine.sync_engine, "before_cursor_execute", record)
    await club.pipeline.moderate(make_message(RUDE))
    event.remove(engine.sync_engine, "before_cursor_execute", record)
    of_cases = [sql for sql in asked if "FROM cases" in sql or "INTO cases" in sql]
    assert of_cases[0].startswith("INSERT INTO cases")


@pytest.mark.parametrize(
    "change",
    [
        {"text": f"{RUDE} there"},
        {"author": replace(MAX, is_moderator=False)},
        {"channel": "attic"},
        {"community": "other"},
    ],
    ids=str,
)
async def test_other_words_people_and_places_are_judged_anew(
    club: Club, change: dict[str, Any]
) -> None:
    await club.say(RUDE)
    await club.ask(Decide(Button.UNDO, 1))
    message = make_message(**{"text": RUDE, "id": "again", **change})
    assert not isinstance(await club.pipeline.moderate(message), Verdict)


async def test_what_was_not_decided_on_or_upheld_is_flagged_again(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Appeal(1, "it was irony"), by=KIM)
    await club.ask(Decide(Button.UPHOLD, 1))
    await club.say(RUDE)
    assert (await club.case_file(2)).case.message.text == RUDE


async def test_a_nickname_that_was_dismissed_is_not_flagged_after_each_restart(club: Club) -> None:
    first = make_nickname(FLAGGED, sent_at=NOON, edited_at=NOON)
    await club.pipeline.moderate(first)
    await club.ask(Decide(Button.DISMISS, 1))
    result = await club.pipeline.moderate(make_nickname(FLAGGED, channel="attic"))
    assert isinstance(result, Verdict)
    assert len(club.platform.alerts) == 1


async def count_waiting(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        query = select(func.count()).select_from(cases).where(cases.c.is_waiting)
        return (await connection.execute(query)).scalar_one()


async def test_an_edit_back_to_what_was_dismissed_opens_nothing(
    club: Club, engine: AsyncEngine
) -> None:
    await club.say(FLAGGED)
    await club.ask(Decide(Button.DISMISS, 1))
    for hour, text in enumerate(("good morning", FLAGGED), 1):
        edit = make_message(text, id="m1", edited_at=NOON + timedelta(hours=hour))
        await club.pipeline.moderate(edit)
    case_file = await club.case_file(1)
    assert case_file.case.version == 0
    assert len(club.platform.alerts) == 1
    assert await count_waiting(engine) == 0


async def test_an_edit_of_the_same_words_does_not_reopen_what_was_upheld(club: Club) -> None:
    await club.say(FLAGGED)
    await club.ask(Decide(Button.WARN, 1))
    await club.ask(Appeal(1, "it was irony"), by=KIM)
    await club.ask(Decide(Button.UPHOLD, 1))
    shown = len(club.platform.alerts)
    edit = make_message(FLAGGED, id="m1", edited_at=NOON + timedelta(hours=1))
    await club.pipeline.moderate(edit)
    assert (await club.case_file(1)).case.version == 0
    assert len(club.platform.alerts) == shown
    assert await club.refused(Appeal(1, "again"), by=KIM) == "you have appealed already"


async def test_what_a_stricter_policy_acts_on_is_shown_again(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.ENFORCE))
    await club.say(FLAGGED)
    await club.ask(Decide(Button.DISMISS, 1))
    rule = LabelRule(flag=0.1, act=0.1)
    club.pipeline.policies.rebase(Policy(mode=Mode.ENFORCE, labels=dict.fromkeys(Label, rule)))
    await club.say(FLAGGED)
    assert len(club.platform.alerts) == 2
