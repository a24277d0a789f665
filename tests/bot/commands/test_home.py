"""The bot's own page, for moderators and for members."""

from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.interactions.replies import Reply
from bot.interactions.requests import Appeal, Decide, SetMode, ShowHome
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MONA, RUDE, Club

MILD = "how silly"
"""Is flagged, and nothing else."""


def cases(page: Reply) -> list[int | None]:
    return [part.case for part in page.more if part.case]


def titles(page: Reply) -> list[str]:
    return [part.title for part in page.more]


async def test_moderators_see_what_holds_and_the_figures_of_the_week(club: Club) -> None:
    await club.say(RUDE, "hello")
    page = await club.ask(ShowHome())
    assert (page.title, page.lines) == ("Mode enforce", ("I do what the thresholds ask for.",))
    assert titles(page) == ["0 open cases", "The last 7 days", "What holds here"]
    _, figures, holds = page.more
    assert ("Cases", "1 of 1 person") in [(field.name, field.value) for field in figures.fields]
    assert ("Mode", "enforce") in [(field.name, field.value) for field in holds.fields]
    assert any(line.startswith("insult: flag from") for line in holds.lines)
    assert not figures.files


async def test_a_case_is_open_until_somebody_decided_on_it(club: Club) -> None:
    await club.say(MILD, MILD, RUDE)
    page = await club.ask(ShowHome())
    assert cases(page) == [2, 1]  # the third was deleted, and nobody objects
    assert titles(page)[:2] == ["2 open cases", "Case 2: flagged"]
    said, why = page.more[1].lines
    assert said.startswith("<@kim-1> in <#lobby>, 20")
    assert "is at least" in why
    assert MILD not in str(page)
    await club.ask(Decide(Button.DISMISS, 2))
    assert cases(await club.ask(ShowHome())) == [1]


async def test_a_refused_action_leaves_a_case_open_and_one_withheld_does_not(club: Club) -> None:
    club.platform.outcomes = [Outcome.refused("no permission", "Give it.")]
    await club.say(RUDE)
    assert cases(await club.ask(ShowHome())) == [1]
    await club.ask(SetMode(Mode.SHADOW))
    await club.say(RUDE)
    assert cases(await club.ask(ShowHome())) == [1]


async def test_an_appeal_opens_a_case_until_it_is_answered(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Appeal(1, "I was joking"), by=KIM)
    assert cases(await club.ask(ShowHome())) == [1]
    await club.ask(Decide(Button.WARN, 1))
    assert cases(await club.ask(ShowHome())) == [1]
    await club.ask(Decide(Button.UPHOLD, 1))
    assert cases(await club.ask(ShowHome())) == []


async def test_the_latest_ten_are_listed_and_all_are_counted(club: Club) -> None:
    await club.say(*[MILD] * 12)
    page = await club.ask(ShowHome())
    assert cases(page) == list(range(12, 2, -1))
    assert page.more[0].title == "12 open cases"
    assert page.more[0].lines[0].startswith("The latest 10 of them")


async def test_another_communitys_cases_are_not_on_it(club: Club) -> None:
    await club.say(MILD)
    assert cases(await club.ask(ShowHome(), community="other", scopes=("other",))) == []


async def test_members_read_what_it_does_and_how_to_appeal_and_see_nobody_elses_case(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.say(MILD)
    page = await club.ask(ShowHome(), by=KIM)
    assert page.title == "What I do here"
    assert "show to the moderators" in page.lines[1]
    wrong, others = page.more  # what was only flagged is nothing that was done to them
    assert "press Appeal" in wrong.lines[0]
    assert "Report to moderators" in others.lines[0]


async def test_members_can_appeal_there_and_see_what_became_of_it(club: Club) -> None:
    await club.say(RUDE)
    page = await club.ask(ShowHome(), by=KIM)
    own = page.more[1]
    assert (own.title, own.case, own.buttons) == ("Case 1: deleted", 1, (Button.APPEAL,))
    assert RUDE not in str(page)
    assert cases(await club.ask(ShowHome(), by=Author("ann-1", "ann"))) == []
    await club.ask(Appeal(1, "I was joking"), by=KIM)
    own = (await club.ask(ShowHome(), by=KIM)).more[1]
    assert (own.buttons, own.lines[1]) == ((), "You appealed, and a moderator will look at it.")
    await club.ask(Decide(Button.UPHOLD, 1), by=MONA)
    own = (await club.ask(ShowHome(), by=KIM)).more[1]
    assert own.lines[1] == "A moderator looked at it, and stands by it."


async def test_members_read_there_what_was_done_to_them_and_not_what_was_found(club: Club) -> None:
    await club.say(MILD)
    await club.ask(Decide(Button.WARN, 1))
    assert (await club.ask(ShowHome(), by=KIM)).more[1].title == "Case 1: warned"


async def test_a_failed_press_decides_nothing(club: Club) -> None:
    await club.say(MILD)
    club.platform.outcomes = [Outcome.refused("no permission", "Give it.")]
    assert "Delete" in await club.refused(Decide(Button.DELETE, 1))
    assert cases(await club.ask(ShowHome())) == [1]
