"""The bot's own page, for moderators and for members."""

from typing import Any

from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.inline import RichText
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.interactions.replies import CaseReply, Field, Page, Reply
from bot.interactions.requests import Appeal, Decide, SetMode, ShowHome
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MONA, RUDE, Club
from tests.fakes.rich_text import read

MILD = "how silly"
"""Is flagged, and nothing else."""


def cases(page: Page) -> list[int]:
    return [section.case for section in page.sections if isinstance(section, CaseReply)]


def replies(page: Page) -> list[Reply]:
    return [section if isinstance(section, Reply) else section.reply for section in page.sections]


def titles(page: Page) -> list[str]:
    return [reply.title for reply in replies(page)]


async def show_home(club: Club, **changes: Any) -> Page:
    return await club.ask_for(Page, ShowHome(), **changes)


async def test_moderators_see_what_holds_and_the_figures_of_the_week(club: Club) -> None:
    await club.say(RUDE, "hello")
    page = await show_home(club)
    assert page.reply == Reply.of("Mode enforce", "I do what the thresholds ask for.")
    assert titles(page) == ["0 open cases", "The last 7 days", "What holds here"]
    _, figures, settings = replies(page)
    assert {field.name: read(field.value) for field in figures.fields} == {
        "Messages": "0 scored",
        "Cases": "1 of 1 person",
        "Found": "insult: 1",
        "Done": "delete: 1",
    }
    assert Field("Mode", RichText("enforce")) in settings.fields
    assert any(read(line).startswith("insult: flag from") for line in settings.lines)


async def test_a_case_is_open_until_somebody_decided_on_it(club: Club) -> None:
    await club.say(MILD, MILD, RUDE)
    page = await show_home(club)
    assert cases(page) == [1, 2]  # the third was deleted, and nobody objects
    assert titles(page)[:2] == ["2 open cases", "Case 1: flagged"]
    where, why = map(read, replies(page)[1].lines)
    assert where.startswith("@kim-1 in #lobby, 20")
    assert "is at least" in why
    assert MILD not in str(page)
    await club.ask(Decide(Button.DISMISS, 2))
    assert cases(await show_home(club)) == [1]


async def test_a_refused_action_leaves_a_case_open_and_one_withheld_does_not(club: Club) -> None:
    club.platform.outcomes = [Outcome.refused("no permission", "Give it.")]
    await club.say(RUDE)
    assert cases(await show_home(club)) == [1]
    await club.ask(SetMode(Mode.SHADOW))
    await club.say(RUDE)
    assert cases(await show_home(club)) == [1]


async def test_an_appeal_opens_a_case_until_it_is_answered(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Appeal(1, "I was joking"), by=KIM)
    assert cases(await show_home(club)) == [1]
    await club.ask(Decide(Button.WARN, 1))
    assert cases(await show_home(club)) == [1]
    await club.ask(Decide(Button.UPHOLD, 1))
    assert cases(await show_home(club)) == []


async def test_the_oldest_and_worst_ten_are_listed_and_all_are_counted(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.say(*[MILD] * 12, RUDE)
    page = await show_home(club)
    assert cases(page) == [13, *range(1, 10)]
    assert titles(page)[0] == "13 open cases"
    assert read(replies(page)[0].lines[0]).startswith("The oldest and worst come first, 10 at most")


async def test_another_communitys_cases_are_not_on_it(club: Club) -> None:
    await club.say(MILD)
    assert cases(await show_home(club, community="other", scopes=("other",))) == []


async def test_members_read_what_it_does_and_how_to_appeal_and_see_nobody_elses_case(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.say(MILD)
    page = await show_home(club, by=KIM)
    assert page.reply.title == "What I do here"
    assert "show to the moderators" in read(page.reply.lines[1])
    wrong, others = replies(page)  # what was only flagged is nothing that was done to them
    assert "press Appeal" in read(wrong.lines[0])
    assert "Report to moderators" in read(others.lines[0])


async def test_members_can_appeal_there_and_see_what_became_of_it(club: Club) -> None:
    await club.say(RUDE)
    page = await show_home(club, by=KIM)
    own = page.sections[1]
    assert isinstance(own, CaseReply)
    assert (own.reply.title, own.case, own.buttons) == ("Case 1: deleted", 1, (Button.APPEAL,))
    assert RUDE not in str(page)
    assert cases(await show_home(club, by=Author("ann-1", "ann"))) == []
    await club.ask(Appeal(1, "I was joking"), by=KIM)
    own = (await show_home(club, by=KIM)).sections[1]
    assert isinstance(own, Reply)
    assert read(own.lines[1]) == "You appealed, and a moderator will look at it."
    await club.ask(Decide(Button.UPHOLD, 1), by=MONA)
    own = (await show_home(club, by=KIM)).sections[1]
    assert isinstance(own, Reply)
    assert read(own.lines[1]) == "A moderator looked at it, and stands by it."


async def test_members_read_there_what_was_done_to_them_and_not_what_was_found(club: Club) -> None:
    await club.say(MILD)
    await club.ask(Decide(Button.WARN, 1))
    assert titles(await show_home(club, by=KIM))[1] == "Case 1: warned"


async def test_a_failed_press_decides_nothing(club: Club) -> None:
    await club.say(MILD)
    club.platform.outcomes = [Outcome.refused("no permission", "Give it.")]
    assert "Delete" in await club.refused(Decide(Button.DELETE, 1))
    assert cases(await show_home(club)) == [1]
