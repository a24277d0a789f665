"""The language of a message, as `check`, `case` and `report` name it."""

import pytest

from bot.interactions.replies import CaseReply, FileReply
from bot.interactions.requests import Check, LookUpCase, MakeReport
from tests.fakes.club import Club
from tests.fakes.rich_text import read
from tests.fakes.scorer import MultilingualStandIn, StandInScorer

TURKISH = "sen sersem"


@pytest.fixture
def stand_in() -> StandInScorer:
    return MultilingualStandIn()


async def test_check_says_which_language_a_text_was_read_as(club: Club) -> None:
    reply = await club.ask(Check(TURKISH))
    assert reply.title == "This would be deleted"
    assert "read as Turkish" in map(read, reply.lines)
    english = await club.ask(Check("you buffoon"))
    assert not any("read as" in read(line) for line in english.lines)


async def test_a_case_says_which_language_its_message_was_read_as(club: Club) -> None:
    await club.say(TURKISH)
    answer = await club.ask_for(CaseReply, LookUpCase(1))
    assert "read as Turkish" in str(answer.reply)


async def test_a_report_counts_cases_by_language(club: Club) -> None:
    await club.say(TURKISH, "you buffoon", "que tolo", "sersem herif")
    answer = await club.ask_for(FileReply, MakeReport(7))
    told = {field.name: read(field.value) for field in answer.reply.fields}
    assert told["Languages"].splitlines() == ["Turkish: 2", "English: 1", "Portuguese: 1"]
