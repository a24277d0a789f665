"""`user` and `note`: all that moderators need to know of a member, a page at a time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.buttons import Button
from bot.domain.policy import Mode
from bot.interactions.replies import LineButton, Menu, Reply
from bot.interactions.requests import (
    ChangeNotes,
    Decide,
    LookUpMember,
    ReportMessage,
    SetMode,
)
from tests.fakes.club import KIM, MAX, MONA, RUDE, Club
from tests.fakes.messages import NOON, make_message
from tests.fakes.rich_text import read


def fields_of(reply: Reply) -> dict[str, str]:
    return {field.name: read(field.value) for field in reply.fields}


async def page_of(club: Club, member: str = "kim-1") -> dict[str, str]:
    return fields_of(await club.ask(LookUpMember(member)))


async def test_the_page_says_when_each_strike_fades(club: Club) -> None:
    await club.say(RUDE, sent_at=NOON - timedelta(days=20))
    await club.say(RUDE, sent_at=NOON - timedelta(days=31))
    await club.say(RUDE)
    await club.ask(Decide(Button.UNDO, 3))
    assert (await page_of(club))["Strikes"] == "case 1: until 2026-05-11"
    await club.say(*(f"{RUDE} {number}" for number in range(6)))
    assert (await page_of(club))["Strikes"].splitlines()[-1] == "and 2 more until 2026-05-31"


async def test_reports_by_and_about_a_member_are_weighed_apart(club: Club) -> None:
    for number in range(3):
        said = make_message("good day", id=f"x{number}", author=replace(MAX, id=f"other-{number}"))
        await club.ask(ReportMessage(said), by=KIM)
    for reporter in (MAX, MONA):
        await club.ask(ReportMessage(make_message("how odd", id="k")), by=reporter)
    await club.ask(Decide(Button.DISMISS, 1))
    await club.ask(Decide(Button.WARN, 2))
    page = await page_of(club)
    assert page["Reports by them"] == "3 cases: 1 upheld, 1 dismissed, 1 open"
    assert page["Reports about them"] == "1 case, by 2 members: 1 open"


async def test_the_page_has_the_names_under_which_a_member_wrote(club: Club) -> None:
    for name in ("kim", "Captain Kim"):
        await club.say(RUDE, author=replace(KIM, name=name))
    assert (await page_of(club))["Names here"] == "Captain Kim\nkim"


async def test_cases_come_ten_at_a_time_and_a_button_leads_to_older_ones(club: Club) -> None:
    await club.say(*(f"{RUDE} {number}" for number in range(23)))
    first = await club.ask_for(Menu, LookUpMember("kim-1"))
    assert first.choices == (LineButton("Older cases", "user kim-1 14"),)
    assert [read(line).split(" · ")[0] for line in first.reply.lines[1:]] == [
        str(number) for number in range(23, 13, -1)
    ]
    last = await club.ask_for(Reply, LookUpMember("kim-1", before=4))
    assert [read(line).split(" · ")[0] for line in last.lines[1:]] == ["3", "2", "1"]


async def test_a_case_leads_to_its_author(club: Club) -> None:
    await club.say(RUDE, author=replace(KIM, id="kit-1", name="kit"))
    assert read((await club.ask(LookUpMember("#1"))).lines[0]) == "@kit-1, the latest first:"
    assert await club.refused(LookUpMember("#2")) == "there is no case 2 here"


async def test_a_note_is_read_by_the_next_moderator_until_it_is_removed(club: Club) -> None:
    added = await club.ask(ChangeNotes("add", "kim-1", "was warned by voice"))
    assert added.title == "Note 1"
    await club.ask(ChangeNotes("add", "kim-1", "new here"), by=MAX)
    page = await page_of(club)
    assert [line.partition(" · ")[2][13:] for line in page["Notes"].splitlines()] == [
        "max: new here",
        "mona: was warned by voice",
    ]
    assert (await club.ask(ChangeNotes("list", "kim-1"))).title == "2 notes"
    await club.ask(ChangeNotes("remove", "kim-1", "#1"), by=MAX)
    assert "voice" not in (await page_of(club))["Notes"]
    assert await club.refused(ChangeNotes("remove", "kim-1", "1")) == (
        "there is no such note on them"
    )


async def test_a_note_is_on_one_member_of_one_community(club: Club) -> None:
    await club.ask(ChangeNotes("add", "kim-1", "was warned"))
    elsewhere: dict[str, Any] = {"community": "other", "scopes": ("other",)}
    refusal = await club.refused(ChangeNotes("remove", "kim-1", "1"), **elsewhere)
    assert refusal == "there is no such note on them"
    assert await club.refused(ChangeNotes("remove", "max-1", "1"))
    assert (await club.ask(ChangeNotes("list", "kim-1"), **elsewhere)).title == "0 notes"


async def test_notes_are_for_moderators_and_not_by_whom_they_are_about(club: Club) -> None:
    refusal = await club.refused(ChangeNotes("list", "max-1"), by=KIM)
    assert refusal == "only moderators can do this"
    await club.ask(ChangeNotes("add", "mona-1", "decides in haste"), by=MAX)
    for command in (ChangeNotes("remove", "mona-1", "1"), ChangeNotes("add", "mona-1", "wise")):
        assert "nobody writes or removes notes on themselves" in await club.refused(command)
    assert await club.refused(ChangeNotes("add", "kim-1", " ")) == (
        "a note has 1 to 500 characters"
    )


async def test_what_is_shown_in_flag_mode_is_no_strike(club: Club) -> None:
    await club.ask(SetMode(Mode.FLAG, is_confirmed=True))
    await club.say(RUDE)
    assert "Strikes" not in await page_of(club)
