"""Every command, button and menu, through `serve`, on the fake platform."""

import asyncio
import csv
import io
from dataclasses import replace
from typing import get_args

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import Action, Outcome
from bot.buttons import Button
from bot.desk import _ANSWERS
from bot.message import AGE_RESTRICTED, Author
from bot.policy import Exemptions, Mode, Policy
from bot.reply import Refusal, Reply
from bot.request import (
    Appeal,
    Ask,
    Check,
    Erase,
    Export,
    FlagMessage,
    Help,
    LookUpCase,
    LookUpMember,
    MakeReport,
    MayPress,
    Press,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowHome,
    ShowSettings,
    Suggest,
)
from bot.service import serve
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, RUDE, Club, asking
from tests.fakes.messages import NOON, make_message

MODERATORS_ASKS: list[Ask] = [
    Check("hello"),
    LookUpMember("kim-1"),
    LookUpCase(1),
    Press(Button.UNDO, 1),
    MayPress(Button.WARN, 1),
    MakeReport(),
    SetThreshold(Label.TOXIC, 0.5, 0.9),
    SetExemption(is_exempt=True, kind="role", id="7"),
    SetMode(Mode.SHADOW),
    ShowSettings(),
    Export(),
    Erase("kim-1"),
    Suggest("case"),
]


def test_everything_that_can_be_asked_is_answered() -> None:
    assert set(_ANSWERS) == set(get_args(Ask))
    assert {type(ask) for ask in MODERATORS_ASKS} | {Help, FlagMessage, Appeal, ShowHome} == set(
        _ANSWERS
    )


@pytest.mark.parametrize("ask", MODERATORS_ASKS, ids=lambda ask: type(ask).__name__)
async def test_only_moderators_may_ask(club: Club, ask: Ask) -> None:
    assert await club.refused(ask, by=KIM) == "only moderators can do this"


async def test_the_policy_can_name_moderators_by_id_and_by_role(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(moderator_ids=frozenset({"kim-1", "stewards"})))
    await club.ask(ShowSettings(), by=KIM)
    await club.ask(ShowSettings(), by=Author("ann-1", "ann", roles=frozenset({"stewards"})))
    assert await club.refused(ShowSettings(), by=Author("ann-1", "ann"))


async def test_commands_are_about_a_community(club: Club) -> None:
    assert "community" in await club.refused(ShowSettings(), community="", places=())


async def test_check_says_what_would_become_of_a_text_and_records_nothing(club: Club) -> None:
    reply = await club.ask(Check(RUDE))
    assert reply.title == "This would be deleted"
    assert [piece.text for piece in reply.quote if piece.label] == ["buffoon"]
    assert reply.bars[0].label is Label.INSULT
    assert await club.refused(LookUpCase(1)) == "there is no case 1 here"


async def test_check_knows_the_place_it_is_asked_in(club: Club) -> None:
    await club.ask(SetMode(Mode.SHADOW, "rooms"))
    reply = await club.ask(Check(RUDE))
    assert reply.title == "This would be deleted, and left alone in mode shadow"
    reply = await club.ask(Check(RUDE), places=("attic", "club"))
    assert reply.title == "This would be deleted"


async def test_user_shows_strikes_and_the_latest_cases_first(club: Club) -> None:
    assert (await club.ask(LookUpMember("kim-1"))).title == "No cases"
    await club.say(RUDE, "drat", "how silly")
    reply = await club.ask(LookUpMember("kim-1"))
    assert reply.title == "2 strikes in 30 days, 3 earlier cases"
    assert [line.split(" · ")[0] for line in reply.lines[1:]] == ["3", "2", "1"]
    assert "flagged" in reply.lines[1]
    assert "deleted · strike" in reply.lines[2]


async def test_case_shows_everything_with_the_buttons_that_can_be_pressed(club: Club) -> None:
    await club.say(RUDE)
    reply = await club.ask(LookUpCase(1))
    assert reply.title == "Case 1: deleted"
    assert reply.case == 1
    assert reply.buttons == (Button.WARN, Button.TIMEOUT, Button.DISMISS, Button.UNDO)
    fields = {field.name: field.value for field in reply.fields}
    assert fields.keys() >= {"Author", "History", "Where", "When"}
    assert fields["Where"] == "<#lobby> · <#thread-1>"


async def test_another_communitys_cases_are_nobodys_business(club: Club) -> None:
    await club.say(RUDE)
    for ask in (LookUpCase(1), Press(Button.UNDO, 1)):
        assert "no case 1" in await club.refused(ask, community="other", places=("other",))
    reply = await club.ask(LookUpMember("kim-1"), community="other", places=("other",))
    assert reply.title == "No cases"


async def test_threshold_holds_at_once_where_it_was_set(club: Club) -> None:
    await club.say("how silly")
    await club.ask(SetThreshold(Label.INSULT, 0.2, 0.6, "lobby"))
    await club.say("silly me")
    await club.say("silly you", channel="garden", thread=None, category=None)
    done = [action for action, _ in club.platform.acted]
    assert done == [Action.FLAG, Action.DELETE, Action.FLAG]
    reply = await club.ask(SetThreshold(Label.INSULT, None, None, "lobby"))
    assert reply.lines == ("In <#lobby>: flag from 0.50, delete from 0.90.",)


async def test_mode_holds_at_once_and_policy_gives_it_back_to_the_file(club: Club) -> None:
    await club.ask(SetMode(Mode.FLAG))
    await club.say(RUDE)
    reply = await club.ask(SetMode(None))
    await club.say("drat")
    assert [action for action, _ in club.platform.acted] == [Action.FLAG, Action.DELETE]
    assert reply.title == "Mode enforce"
    assert "as the policy file says" in reply.lines[0]


async def test_one_communitys_settings_are_not_anothers(club: Club) -> None:
    await club.ask(SetMode(Mode.SHADOW))
    await club.say(RUDE, community="other")
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]


async def test_age_restricted_channels_can_be_set_as_one_place(club: Club) -> None:
    await club.ask(SetThreshold(Label.INSULT, "off", "off", AGE_RESTRICTED))
    await club.say(RUDE, is_age_restricted=True)
    assert club.platform.acted == []
    await club.say(RUDE)
    assert len(club.platform.acted) == 1


async def test_exempt_adds_removes_and_takes_away_what_the_file_exempts(
    make_club: MakeClub,
) -> None:
    in_file = Exemptions(roles=frozenset({"staff"}))
    club = make_club(Policy(mode=Mode.ENFORCE, exempt=in_file))
    steward, staff = (replace(KIM, roles=frozenset({role})) for role in ("steward", "staff"))
    await club.ask(SetExemption(is_exempt=True, kind="role", id="steward"))
    await club.ask(SetExemption(is_exempt=False, kind="role", id="staff"))
    await club.say(RUDE, author=steward)
    assert club.platform.acted == []
    await club.say(RUDE, author=staff)
    assert len(club.platform.acted) == 1
    await club.ask(SetExemption(is_exempt=True, kind="role", id="staff"))
    await club.ask(SetExemption(is_exempt=False, kind="role", id="steward"))
    await club.ask(SetExemption(is_exempt=True, kind="channel", id="lobby"))
    settings = await club.ask(ShowSettings())
    told = {field.name: field.value for field in settings.fields}
    assert told["Exempt"] == "role <@&staff>, <#lobby>, other bots"
    assert told["Set with /toxicity"] == "<#lobby>: exempt"


async def test_settings_are_those_of_the_place_one_asks_in(club: Club) -> None:
    await club.ask(SetThreshold(Label.TOXIC, 0.3, "off", "lobby"))
    here = await club.ask(ShowSettings())
    elsewhere = await club.ask(ShowSettings(), places=("garden", "club"))
    assert here.lines[0] == "toxic: flag from 0.30"
    assert elsewhere.lines[0] == "toxic: flag from 0.50, delete from 0.90"


async def test_export_is_a_table_that_no_spreadsheet_runs(club: Club) -> None:
    await club.say(RUDE, "=HYPERLINK(drat)")
    await club.ask(Press(Button.DISMISS, 1))
    (file,) = (await club.ask(Export())).files
    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    assert [(row["case"], row["text"]) for row in rows] == [("2", "'=HYPERLINK(drat)"), ("1", RUDE)]
    assert (rows[1]["insult"], rows[1]["done"], rows[1]["strike"]) == ("0.9500", "delete", "no")
    assert rows[1]["decisions"] == "mona: Dismiss"


async def test_help_names_every_command(club: Club) -> None:
    reply = await club.ask(Help(), by=KIM)
    assert any(line.startswith("/toxicity undo NUMBER: ") for line in reply.lines)


@pytest.mark.parametrize("days", [7, 30, 90])
async def test_a_report_counts_what_came_what_was_done_and_what_was_thought_of_it(
    club: Club, days: int
) -> None:
    platform = club.platform
    said = ["hello", RUDE, "drat", "how silly", "", "привет"]
    platform.messages = [make_message(t, id=t, author=replace(KIM, id=t)) for t in said]
    platform.requests = [
        asking(Press(Button.DISMISS, 1)),
        asking(FlagMessage(make_message("hello", id="hello")), by=KIM),
    ]
    await serve(club.pipeline)
    reply = await club.ask(MakeReport(days))
    told = {field.name: field.value for field in reply.fields}
    assert told["Messages"] == "4 scored, 2 unscored (1 empty, 1 language)"
    assert told["Cases"] == "4 of 4 people"
    assert told["Found"].splitlines()[0] == "insult: 2"
    assert told["Done"] == "flag: 2\ndelete: 2"
    assert told["Moderators"] == "Dismiss: 1\nfalse alarms: 25% of the cases"
    assert told["Members"] == "1 message reported"
    (chart,) = reply.files
    assert chart.name == f"parley-{days}-days.png"
    picture = Image.open(io.BytesIO(chart.content))
    assert picture.size == (1200, 600)
    colours = {colour for _, colour in picture.getcolors(1 << 20) or []}
    assert (0xD6, 0x45, 0x45) in colours  # deleted


async def test_a_report_of_nothing_is_a_report(club: Club) -> None:
    reply = await club.ask(MakeReport(7))
    told = {field.name: field.value for field in reply.fields}
    assert told == {"Messages": "0 scored", "Cases": "none"}


async def test_erase_leaves_no_word_and_no_name_and_every_count(
    club: Club, engine: AsyncEngine
) -> None:
    await club.say(RUDE, "drat")
    await club.ask(Appeal(1, "please, I am kim"), by=KIM)
    await club.ask(FlagMessage(make_message("hello", id="x", author=MAX)), by=KIM)
    await club.ask(Press(Button.DISMISS, 2))
    before = await club.ask(MakeReport(7))
    await club.ask(Erase("kim-1"))
    await club.ask(Erase("mona-1"))
    assert (await club.ask(MakeReport(7))).fields == before.fields
    async with engine.connect() as connection:
        for table in ("cases", "appeals", "flags", "decisions", "settings"):
            rows = (await connection.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608
            for word in ("kim", "buffoon", "drat", "mona"):
                assert word not in str(rows), (table, word)
    assert (await club.ask(LookUpMember("kim-1"))).title == "No cases"


async def test_erase_touches_nobody_else_and_no_other_community(club: Club) -> None:
    await club.say(RUDE)
    await club.say("drat", author=MAX, community="other")
    await club.ask(Erase("kim-1"), community="other", places=("other",))
    await club.ask(Erase("max-1"))
    assert (await club.ask(LookUpMember("kim-1"))).title.startswith("1 strike")
    reply = await club.ask(LookUpMember("max-1"), community="other", places=("other",))
    assert reply.title.endswith("1 earlier case")


async def test_a_flag_opens_a_case_that_moderators_see_even_in_shadow_mode(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.SHADOW))
    message = make_message("meet me behind the shed")
    reply = await club.ask(FlagMessage(message), by=MAX)
    assert reply.lines == ("The moderators have it, as case 1.",)
    (alert,) = club.platform.alerts
    assert (alert.done, alert.reasons) == ("flagged", ("reported by a member", "reported by max"))
    assert alert.buttons == (Button.DELETE, Button.WARN, Button.TIMEOUT, Button.DISMISS)


async def test_a_person_flags_a_message_once_and_many_may_flag_the_same(club: Club) -> None:
    message = make_message("meet me behind the shed")
    ann, bob = Author("ann-1", "ann"), Author("bob-1", "bob")
    await asyncio.gather(
        *(club.desk.answer(asking(FlagMessage(message), by=by)) for by in (ann, bob, ann, bob))
    )
    assert "already" in await club.refused(FlagMessage(message), by=ann)
    edited = replace(message, edited_at=NOON)
    assert "already" in await club.refused(FlagMessage(edited), by=ann)
    assert len(club.platform.alerts) == 1
    reply = await club.ask(LookUpCase(1))
    assert "reported by ann, bob" in reply.lines


async def test_a_flag_on_a_message_with_a_case_belongs_to_that_case(club: Club) -> None:
    message = make_message(RUDE)
    await club.pipeline.moderate(message)
    reply = await club.ask(FlagMessage(message), by=MAX)
    assert "case 1" in reply.lines[0]
    assert len(club.platform.alerts) == 1
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]


async def test_a_bug_in_an_answer_is_a_refusal_and_the_bot_goes_on(club: Club) -> None:
    club.platform.messages = [make_message(RUDE)]
    club.platform.requests = [asking(Press(Button.WARN, 1)), asking(ShowSettings())]
    club.platform.outcomes = [Outcome.done(Action.DELETE), RuntimeError("a bug")]
    await serve(club.pipeline)
    first, second = club.platform.responses
    assert first == Refusal("something went wrong", "whoever runs me finds it in the log")
    assert isinstance(second, Reply)
