"""`check`, `user`, `case` and `help`, which change nothing."""

from dataclasses import replace

from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.inline import MemberMention, RichText
from bot.domain.policy import Mode
from bot.interactions.replies import CaseReply
from bot.interactions.requests import (
    Check,
    Decide,
    Help,
    LookUpCase,
    LookUpMember,
    SetMode,
)
from classifier import Label
from tests.fakes.club import KIM, RUDE, Club
from tests.fakes.rich_text import read


async def test_check_says_what_would_become_of_a_text_and_records_nothing(club: Club) -> None:
    reply = await club.ask(Check(RUDE))
    assert reply.title == "This would be deleted"
    assert [piece.text for piece in reply.quote if piece.label] == ["buffoon"]
    assert reply.bars[0].label is Label.INSULT
    assert await club.refused(LookUpCase(1)) == "there is no case 1 here"


async def test_check_and_case_name_the_kind_of_a_harm_that_does_not_swear(club: Club) -> None:
    note = RichText("kind of harm: excluding a group")
    assert note in (await club.ask(Check("begone"))).lines
    assert note not in (await club.ask(Check(RUDE))).lines
    await club.say("begone")
    assert note in (await club.ask(LookUpCase(1))).lines


async def test_check_reads_all_of_a_long_message(club: Club) -> None:
    reply = await club.ask(Check("good morning", ("have some tea", RUDE)))
    assert reply.title == "This would be deleted"
    assert "".join(piece.text for piece in reply.quote) == RUDE


async def test_check_knows_the_place_it_is_asked_in(club: Club) -> None:
    await club.ask(SetMode(Mode.SHADOW, "rooms"))
    reply = await club.ask(Check(RUDE))
    assert reply.title == "This would be deleted, and left alone in mode shadow"
    reply = await club.ask(Check(RUDE), scopes=("attic", "club"))
    assert reply.title == "This would be deleted"


async def test_user_shows_strikes_and_the_latest_cases_first(club: Club) -> None:
    assert (await club.ask(LookUpMember("kim-1"))).title == "No cases"
    await club.say(RUDE, "drat", "how silly")
    reply = await club.ask(LookUpMember("kim-1"))
    assert reply.title == "2 strikes in 30 days, 3 earlier cases"
    head, *lines = map(read, reply.lines)
    assert head == "@kim-1, the latest first:"
    assert [line.split(" · ")[0] for line in lines] == ["3", "2", "1"]
    assert "flagged" in lines[0]
    assert "deleted · strike" in lines[1]


async def test_case_shows_everything_with_the_buttons_that_can_be_pressed(club: Club) -> None:
    await club.say(RUDE)
    answer = await club.ask_for(CaseReply, LookUpCase(1))
    assert answer.reply.title == "Case 1: deleted"
    assert answer.case == 1
    assert answer.buttons == (Button.WARN, Button.TIMEOUT, Button.DISMISS, Button.UNDO)
    fields = {field.name: read(field.value) for field in answer.reply.fields}
    assert fields.keys() >= {"Author", "History", "Where", "When"}
    assert fields["Author"] == "@kim-1 (kim)"
    assert "1 earlier case" not in fields["History"]
    assert "1 strike" not in fields["History"]  # of this case, which is none before it
    assert fields["Where"] == "#lobby · #thread-1"


async def test_case_says_what_was_wanted_and_in_which_mode_only_where_something_else_was_done(
    club: Club,
) -> None:
    await club.say(RUDE)
    done = await club.ask(LookUpCase(1))
    assert {"Wanted", "Mode"}.isdisjoint(field.name for field in done.fields)
    club.platform.outcomes = [Outcome.refused("it is pinned", "unpin it")]
    await club.say(RUDE)
    refused = await club.ask(LookUpCase(2))
    fields = {field.name: read(field.value) for field in refused.fields}
    assert (fields["Wanted"], fields["Mode"]) == ("delete", "enforce")


async def test_a_name_that_looks_like_a_mention_is_text(club: Club) -> None:
    await club.say(RUDE, author=replace(KIM, name="<@mona-1>"))
    reply = await club.ask(LookUpCase(1))
    (author,) = (field.value for field in reply.fields if field.name == "Author")
    assert author == RichText(MemberMention("kim-1"), " (<@mona-1>)")


async def test_another_communitys_cases_are_nobodys_business(club: Club) -> None:
    await club.say(RUDE)
    for command in (LookUpCase(1), Decide(Button.UNDO, 1)):
        assert "no case 1" in await club.refused(command, community="other", scopes=("other",))
    reply = await club.ask(LookUpMember("kim-1"), community="other", scopes=("other",))
    assert reply.title == "No cases"


async def test_help_names_every_command(club: Club) -> None:
    reply = await club.ask(Help(), by=KIM)
    assert any(read(line).startswith("/toxicity undo NUMBER: ") for line in reply.lines)
