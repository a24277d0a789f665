"""`report`, `export` and `erase`: cases counted, written out and deleted."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.commands import export
from bot.domain.buttons import Button
from bot.interactions.replies import FileReply
from bot.interactions.requests import (
    Appeal,
    Decide,
    Erase,
    Export,
    ListErasures,
    LookUpMember,
    MakeReport,
    NameKind,
    ReportMessage,
)
from bot.runner import serve
from tests.fakes.club import KIM, MAX, RUDE, Club, make_request
from tests.fakes.messages import make_message
from tests.fakes.rich_text import read


@pytest.mark.parametrize("days", [7, 30, 90])
async def test_a_report_counts_what_came_what_was_done_and_what_was_thought_of_it(
    club: Club, days: int
) -> None:
    platform = club.platform
    said = ["hello", RUDE, "drat", "how silly", "", "привет"]
    platform.messages = [make_message(t, id=t, author=replace(KIM, id=t)) for t in said]
    platform.requests = [
        make_request(Decide(Button.DISMISS, 1)),
        make_request(ReportMessage(make_message("hello", id="hello")), by=KIM),
    ]
    await serve(club.pipeline)
    answer = await club.ask_for(FileReply, MakeReport(days))
    told = {field.name: read(field.value) for field in answer.reply.fields}
    assert told["Messages"] == "4 scored, 2 unscored (1 empty, 1 language)"
    assert told["Cases"] == "4 of 4 people"
    assert told["Found"].splitlines()[0] == "insult: 2"
    assert told["Done"] == "flag: 2\ndelete: 2"
    assert told["Moderators"] == "Dismiss: 1\nfalse alarms: 25% of the cases"
    assert told["Members"] == "1 message reported"
    (chart,) = answer.files
    assert chart.name == f"parley-{days}-days.png"
    picture = Image.open(io.BytesIO(chart.content))
    assert picture.size == (1200, 600)
    colours = {colour for _, colour in picture.getcolors(1 << 20) or []}
    assert (0xD6, 0x45, 0x45) in colours  # deleted


async def test_a_report_of_nothing_is_a_report(club: Club) -> None:
    reply = await club.ask(MakeReport(7))
    told = {field.name: read(field.value) for field in reply.fields}
    assert told == {"Messages": "0 scored", "Cases": "none"}


async def test_export_is_a_table_that_no_spreadsheet_runs(club: Club) -> None:
    await club.say(RUDE, "=HYPERLINK(drat)")
    await club.ask(Decide(Button.DISMISS, 1))
    (file,) = (await club.ask_for(FileReply, Export())).files
    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    assert [(row["case"], row["text"]) for row in rows] == [("2", "'=HYPERLINK(drat)"), ("1", RUDE)]
    assert (rows[1]["insult"], rows[1]["done"], rows[1]["strike"]) == ("0.9500", "delete", "no")
    assert rows[1]["decisions"] == "mona: Dismiss"


async def test_export_reads_the_cases_in_pages(club: Club, engine: AsyncEngine) -> None:
    limits: list[object] = []

    def record(*arguments: Any) -> None:
        _, _, sql, values, *_ = arguments
        if "ORDER BY cases.number DESC" in sql:
            limits.extend(each for each in values if isinstance(each, int))

    await club.say(*(f"you buffoon {number}" for number in range(5)))
    await club.ask(Decide(Button.DISMISS, 2))
    event.listen(engine.sync_engine, "before_cursor_execute", record)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "_PAGE_SIZE", 2)
        (file,) = (await club.ask_for(FileReply, Export())).files
        pages = len(limits)
        patch.setattr(export, "MOST", 3)
        cut = await club.ask_for(FileReply, Export())
    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    assert [row["case"] for row in rows] == ["5", "4", "3", "2", "1"]
    assert [row["decisions"] for row in rows] == ["", "", "", "mona: Dismiss", ""]
    assert pages >= 3
    assert read(cut.reply.lines[0]) == "3 cases, the newest: older ones had no room."


async def test_erase_leaves_no_word_and_no_name_and_every_count(
    club: Club, engine: AsyncEngine
) -> None:
    await club.say(RUDE, "drat")
    await club.ask(Appeal(1, "please, I am kim"), by=KIM)
    await club.ask(ReportMessage(make_message("hello", id="x", author=MAX)), by=KIM)
    await club.ask(Decide(Button.DISMISS, 2))
    before = await club.ask(MakeReport(7))
    await club.ask(Erase("kim-1", is_confirmed=True))
    await club.ask(Erase("mona-1", is_confirmed=True), by=MAX)
    assert (await club.ask(MakeReport(7))).fields == before.fields
    async with engine.connect() as connection:
        for table in ("cases", "appeals", "flags", "decisions", "settings"):
            rows = (await connection.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608
            for word in ("kim", "buffoon", "drat", "mona"):
                assert word not in str(rows), (table, word)
        kept = (await connection.execute(text("SELECT pseudonym, by FROM erasures"))).all()
        pressed = await connection.scalar(text("SELECT by FROM decisions"))
    assert (await club.ask(LookUpMember("kim-1"))).title == "No cases"
    assert sorted(by[:6] for _, by in kept) == ["erased", "max-1"]  # mona had erased kim
    assert pressed in {pseudonym for pseudonym, _ in kept}
    assert (await club.case_file(2)).decisions[0].button is Button.DISMISS


async def test_erase_asks_first_and_takes_no_one_for_everybody(club: Club) -> None:
    await club.say(RUDE)
    asked = await club.ask(Erase("kim-1"))
    assert asked.title == "Erase for good?"
    assert "kim-1 has 1 case here." in read(asked.lines[0])
    assert (await club.case_file(1)).case.message.text == RUDE
    club.platform.unknown = {(NameKind.MEMBER, "nobody")}
    assert await club.refused(Erase("nobody", is_confirmed=True)) == (
        '"nobody" is no member that I know here'
    )
    assert await club.refused(LookUpMember("nobody")) == '"nobody" is no member that I know here'
    club.platform.names = {(NameKind.MEMBER, "Kim"): "kim-1"}
    assert "in 1 case are gone" in read((await club.ask(Erase("Kim", is_confirmed=True))).lines[0])
    (told,) = club.platform.announced
    assert read(told.lines[0]) == "@mona-1 erased a member, in 1 case."


async def test_nobody_erases_their_own_record(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Decide(Button.WARN, 1, "that was beneath you"))
    refusal = await club.refused(Erase("mona-1", is_confirmed=True))
    assert refusal == "you cannot erase your own record"
    assert (await club.case_file(1)).decisions[0].by_name == "mona"


async def test_erase_touches_nobody_else_and_no_other_community(club: Club) -> None:
    await club.say(RUDE)
    await club.say("drat", author=MAX, community="other")
    await club.ask(Erase("kim-1", is_confirmed=True), community="other", scopes=("other",))
    await club.ask(Erase("max-1", is_confirmed=True))
    assert (await club.ask(LookUpMember("kim-1"))).title.startswith("1 strike")
    reply = await club.ask(LookUpMember("max-1"), community="other", scopes=("other",))
    assert reply.title.endswith("1 earlier case")


async def test_erasures_are_listed_by_who_made_them_and_how_many_cases_without_whom(
    club: Club,
) -> None:
    assert (await club.ask(ListErasures())).title == "0 erasures"
    await club.say(RUDE, "drat")
    await club.ask(Erase(KIM.id, is_confirmed=True))
    await club.ask(Erase(MAX.id, is_confirmed=True))
    reply = await club.ask(ListErasures())
    assert reply.title == "2 erasures"
    told = sorted(read(line).partition("UTC: ")[2] for line in reply.lines)
    assert [line.partition(" erased ")[2] for line in told] == ["0 cases", "2 cases"]
    assert KIM.id not in str(reply)
    assert KIM.name not in str(reply)
