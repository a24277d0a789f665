"""`check`, `user`, `case` and `help`: what changes nothing."""

from bot.domain.buttons import Button
from bot.domain.policy import Mode
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
    reply = await club.ask(Check(RUDE), scopes=("attic", "club"))
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
    for ask in (LookUpCase(1), Decide(Button.UNDO, 1)):
        assert "no case 1" in await club.refused(ask, community="other", scopes=("other",))
    reply = await club.ask(LookUpMember("kim-1"), community="other", scopes=("other",))
    assert reply.title == "No cases"


async def test_help_names_every_command(club: Club) -> None:
    reply = await club.ask(Help(), by=KIM)
    assert any(line.startswith("/toxicity undo NUMBER: ") for line in reply.lines)
