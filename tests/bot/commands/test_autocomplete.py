"""Autocompletion while somebody types a command."""

import pytest

from bot.domain.buttons import Button
from bot.domain.inline import ChannelMention, RichText, RoleMention
from bot.domain.policy import Exemptions, Mode, Policy
from bot.interactions.replies import Choice, Choices
from bot.interactions.requests import Autocomplete, Decide, SetExemption
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, RUDE, Club


async def offered(club: Club, verb: str, typed: str = "", *, option: str = "") -> list[str]:
    """Return the values that are offered."""
    response = await club.ask_for(Choices, Autocomplete(verb, typed, option))
    return [choice.value for choice in response.choices]


async def test_cases_are_offered_the_latest_first_with_what_became_of_them(club: Club) -> None:
    await club.say(RUDE, "you silly")
    response = await club.ask_for(Choices, Autocomplete("case"))
    assert response.choices == (
        Choice("2", RichText("2 · flagged · kim · insult")),
        Choice("1", RichText("1 · deleted · kim · insult")),
    )


@pytest.mark.parametrize(
    ("typed", "meant"), [("1", ["11", "10", "1"]), ("#11", ["11"]), ("KI", None), ("%", [])]
)
async def test_a_case_is_meant_by_how_its_number_begins_or_by_its_author(
    club: Club, typed: str, meant: list[str] | None
) -> None:
    await club.say(*[RUDE] * 11)
    everyone = [str(number) for number in range(11, 0, -1)]
    assert await offered(club, "case", typed) == (everyone if meant is None else meant)


async def test_other_communities_cases_are_not_offered(club: Club) -> None:
    await club.say(RUDE, community="elsewhere")
    assert await offered(club, "case") == []


async def test_only_what_can_be_undone_is_offered_to_be_undone(club: Club) -> None:
    await club.say(RUDE, "you silly", RUDE)
    assert await offered(club, "undo") == ["3", "1"]
    await club.ask(Decide(Button.UNDO, 3))
    assert await offered(club, "undo") == ["1"]


async def test_thresholds_are_offered_as_they_can_be_typed(club: Club) -> None:
    assert (await offered(club, "threshold"))[:3] == ["model", "off", "policy"]
    assert await offered(club, "threshold", "0.9") == ["0.90", "0.95"]


async def test_languages_are_offered_by_name_or_code(club: Club) -> None:
    assert (await offered(club, "threshold", option="language"))[:2] == ["ar", "bn"]
    assert await offered(club, "threshold", "tur", option="language") == ["tr"]
    assert await offered(club, "threshold", "de", option="language") == ["de"]


async def test_what_is_exempt_now_is_offered_whoever_said_so(make_club: MakeClub) -> None:
    in_file = Exemptions(roles=frozenset({"staff", "guests"}))
    club = make_club(Policy(mode=Mode.ENFORCE, exempt=in_file))
    await club.ask(SetExemption(is_exempt=False, kind="role", id="guests"))
    await club.ask(SetExemption(is_exempt=True, kind="channel", id="lobby"))
    response = await club.ask_for(Choices, Autocomplete("exempt"))
    assert response.choices == (
        Choice("role staff", RichText(RoleMention("staff"))),
        Choice("channel lobby", RichText(ChannelMention("lobby"))),
    )


async def test_nothing_is_offered_where_nothing_helps_and_to_who_is_no_moderator(
    club: Club,
) -> None:
    await club.say(RUDE)
    assert await offered(club, "check") == []
    assert await club.refused(Autocomplete("case"), by=KIM) == "only moderators can do this"
