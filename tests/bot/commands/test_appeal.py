"""Appeals of members, and how moderators decide them."""

import pytest

from bot.domain.buttons import Button
from bot.domain.policy import Mode, Policy
from bot.interactions.requests import Appeal, Decide, Erase
from tests.bot.conftest import MakeClub, strikes_of_kim
from tests.fakes.club import KIM, MAX, RUDE, Club


async def test_an_appeal_shows_the_case_again_once_to_be_upheld_or_overturned(club: Club) -> None:
    await club.say(RUDE)
    assert "nobody appealed" in await club.refused(Decide(Button.UPHOLD, 1))
    await club.ask(Appeal(1, "it was @everyone's joke"), by=KIM, community="", scopes=())
    first, again = club.platform.alerts
    assert (first.appeal, again.appeal) == (None, "it was @everyone's joke")
    assert {Button.UPHOLD, Button.OVERTURN} <= set(again.buttons)
    assert "already" in await club.refused(Appeal(1, "please"), by=KIM)
    assert len(club.platform.alerts) == 2


@pytest.mark.parametrize(
    ("button", "title", "strikes"),
    [
        (Button.UPHOLD, "Your appeal was turned down", "1 strike "),
        (Button.OVERTURN, "Your appeal was accepted", "0 strikes"),
    ],
)
async def test_the_author_is_told_how_their_appeal_was_decided(
    club: Club, button: Button, title: str, strikes: str
) -> None:
    await club.say(RUDE)
    await club.ask(Appeal(1), by=KIM)
    await club.ask(Decide(button, 1))
    (notice,) = club.platform.notices
    assert (notice.title, notice.may_appeal) == (title, False)
    assert (await strikes_of_kim(club)).startswith(strikes)
    for other in (Button.UPHOLD, Button.OVERTURN):
        assert "already" in await club.refused(Decide(other, 1), by=MAX)


async def test_what_a_moderator_has_to_say_is_told_to_the_author_and_recorded(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Appeal(1), by=KIM)
    await club.ask(Decide(Button.WARN, 1, "mind the @others "))
    await club.ask(Decide(Button.UPHOLD, 1, "it was no joke"))
    warned = club.platform.enforcements[-1].notice
    assert warned
    assert warned.lines[1] == "In their words: mind the @others"
    (answered,) = club.platform.notices
    assert answered.lines[-1] == "In their words: it was no joke"
    alert = await club.pipeline.alerts.build((await club.case_file(1)).case)
    assert alert.decisions == (
        "mona: Warn, as “mind the @others”",
        "mona: Uphold, as “it was no joke”",
    )
    await club.ask(Erase("kim-1", is_confirmed=True))
    assert [decision.why for decision in (await club.case_file(1)).decisions] == ["", ""]


async def test_only_who_was_acted_on_can_appeal(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.say(RUDE)
    assert "only its author" in await club.refused(Appeal(1), by=MAX)
    assert "nothing was done" in await club.refused(Appeal(1), by=KIM)
    assert "no case 2" in await club.refused(Appeal(2), by=KIM)
