from bot.domain.actions import Action
from bot.domain.authority import Authority
from bot.domain.buttons import Button
from bot.domain.gathered_cases import GatheredCases, format_gathered_id, parse_gathered_id
from bot.domain.policy import Mode, Policy
from bot.interactions.requests import DecideAll
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MONA, RUDE
from tests.fakes.messages import make_message

ALL = GatheredCases(1, 6, "thread-1")


async def test_all_cases_of_a_raid_are_decided_on_like_single_ones(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.say(*[RUDE] * 3)
    await club.say(RUDE, thread="thread-2")
    reply = await club.ask(DecideAll(Button.DELETE, ALL))
    assert reply.title == "Delete: 3 of 3 cases"
    assert [action for action, _ in club.platform.acted].count(Action.DELETE) == 3
    for number in (1, 2, 3):
        (decision,) = (await club.case_file(number)).decisions
        assert (decision.button, decision.by) == (Button.DELETE, MONA.id)
    assert (await club.case_file(4)).decisions == ()


async def test_those_that_cannot_be_pressed_any_more_are_told_with_the_reason(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.say(*[RUDE] * 3)
    await club.ask(DecideAll(Button.DISMISS, GatheredCases(1, 2, "thread-1")))
    reply = await club.ask(DecideAll(Button.DISMISS, ALL))
    assert reply.title == "Dismiss: 1 of 3 cases"
    assert "2 not: settled already" in str(reply.lines[0])


async def test_who_may_not_press_a_single_one_may_not_press_all(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.say(*[RUDE] * 3)
    assert "only moderators" in await club.refused(DecideAll(Button.DELETE, ALL), by=KIM)
    elsewhere = Authority(channels={"elsewhere": frozenset(Action)})
    refused = await club.refused(DecideAll(Button.DELETE, ALL), authority=elsewhere)
    assert "in which you do not moderate" in refused
    without_delete = Authority(channels={"lobby": frozenset({Action.TIMEOUT})})
    refused = await club.refused(DecideAll(Button.DELETE, ALL), authority=without_delete)
    assert "you may not" in refused
    assert Action.DELETE not in {action for action, _ in club.platform.acted}


async def test_cases_of_another_community_are_not_among_them(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.pipeline.moderate(make_message(RUDE, community="elsewhere"))
    assert "no such cases" in await club.refused(DecideAll(Button.DELETE, ALL))


def test_the_id_of_a_button_says_which_cases_it_is_for() -> None:
    for place in ("C0000000005", "1576328428615893007", "1700000000.000100"):
        cases = GatheredCases(17, 93, place)
        written = format_gathered_id(Button.TIMEOUT, cases)
        assert len(written) <= 100
        assert parse_gathered_id(written) == (Button.TIMEOUT, cases)
    assert parse_gathered_id("parley:delete:17") is None
    assert parse_gathered_id("parley:all:undo:1-2:C1") is None
