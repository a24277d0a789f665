"""Decisions by buttons under a case: what is allowed, that it counts once, and what it comes to."""

import asyncio

import pytest

from bot.commands.dispatcher import CommandDispatcher
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import PRESSED, Button, format_custom_id, parse_custom_id
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.interactions.replies import CaseReply, CaseUpdate, Permitted, Refusal
from bot.interactions.requests import CanDecide, Decide, LookUpCase
from tests.bot.conftest import MakeClub, strikes_of_kim
from tests.fakes.club import MAX, RUDE, Club
from tests.fakes.rich_text import read

FLAG_ONLY = Policy(mode=Mode.FLAG)


@pytest.mark.parametrize(
    ("button", "action"),
    [
        (Button.DELETE, Action.DELETE),
        (Button.WARN, Action.WARN),
        (Button.TIMEOUT, Action.TIMEOUT),
    ],
)
async def test_a_button_does_it_tells_the_author_why_and_names_who_pressed(
    make_club: MakeClub, button: Button, action: Action
) -> None:
    club = make_club(FLAG_ONLY)
    await club.say(RUDE)
    update = await club.ask_for(CaseUpdate, Decide(button, 1))
    enforcement = club.platform.enforcements[-1]
    assert (enforcement.action, enforcement.deletes_message) == (action, False)
    assert "asked for by mona (mona-1)" in enforcement.audit_reason
    assert RUDE not in enforcement.audit_reason
    assert enforcement.notice is not None
    assert enforcement.notice.lines[0] == "A moderator found what you wrote insulting."
    assert update.alert.decisions == (f"mona: {button.caption}",)
    assert button not in update.alert.buttons
    assert (await strikes_of_kim(club)).startswith("1 strike ")


async def test_a_press_counts_once_and_the_second_is_told_of_the_first(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Decide(Button.WARN, 1))
    refusal = await club.ask_for(Refusal, Decide(Button.WARN, 1), by=MAX)
    assert refusal.reason == "done already: mona: Warn"
    assert refusal.alert is not None
    assert refusal.alert.decisions == ("mona: Warn",)
    assert [action for action, _ in club.platform.acted] == [Action.DELETE, Action.WARN]


async def test_whether_it_can_be_pressed_is_answered_as_a_press_would_be_and_nothing_is_done(
    club: Club,
) -> None:
    await club.say(RUDE)
    assert await club.dispatch(CanDecide(Button.WARN, 1)) == Permitted()
    assert "no case 2" in await club.refused(CanDecide(Button.WARN, 2))
    assert "nobody appealed" in await club.refused(CanDecide(Button.UPHOLD, 1))
    assert (await club.case_file(1)).decisions == ()
    await club.ask(Decide(Button.DISMISS, 1))
    refusal = await club.ask_for(Refusal, CanDecide(Button.WARN, 1), by=MAX)
    assert refusal.reason == "settled already: mona: Dismiss"
    assert refusal.alert is not None
    assert refusal.alert.buttons == ()


async def test_of_two_who_press_at_the_same_time_one_wins(club: Club) -> None:
    await club.say(RUDE)
    people = [Author(f"mod-{n}", f"mod{n}", is_moderator=True) for n in range(8)]
    responses = await asyncio.gather(
        *(club.dispatch(Decide(Button.TIMEOUT, 1), by=by) for by in people)
    )
    assert sum(isinstance(response, CaseUpdate) for response in responses) == 1
    assert [action for action, _ in club.platform.acted] == [Action.DELETE, Action.TIMEOUT]


async def test_two_different_buttons_pressed_at_the_same_time_both_count(club: Club) -> None:
    await club.say(RUDE)
    await asyncio.gather(
        club.ask(Decide(Button.TIMEOUT, 1)), club.ask(Decide(Button.WARN, 1), by=MAX)
    )
    case = await club.ask(LookUpCase(1))
    decided = {field.name: read(field.value) for field in case.fields}["Decided"]
    assert sorted(decided.splitlines()) == ["max: Warn", "mona: Time out"]


@pytest.mark.parametrize(
    ("pressed", "other"),
    [
        (Button.DELETE, Button.DISMISS),
        (Button.DISMISS, Button.DELETE),
        (Button.WARN, Button.DISMISS),
        (Button.TIMEOUT, Button.UNDO),
    ],
)
async def test_of_two_buttons_that_contradict_each_other_one_wins_and_the_other_is_told_who(
    make_club: MakeClub, pressed: Button, other: Button
) -> None:
    club = make_club(FLAG_ONLY if other is not Button.UNDO else None)
    club.dispatcher = CommandDispatcher(
        club.pipeline, club.pipeline.now
    )  # by the clock of the decisions
    await club.say(RUDE)
    responses = await asyncio.gather(
        club.dispatch(Decide(pressed, 1)), club.dispatch(Decide(other, 1), by=MAX)
    )
    (refusal,) = (response for response in responses if isinstance(response, Refusal))
    (decision,) = (await club.case_file(1)).decisions
    assert f"{decision.by_name}: {decision.button.caption}" in refusal.reason
    assert refusal.alert is not None


async def test_what_a_moderator_confirmed_is_not_dismissed_but_undone(make_club: MakeClub) -> None:
    club = make_club(FLAG_ONLY)
    await club.say(RUDE)
    update = await club.ask_for(CaseUpdate, Decide(Button.DELETE, 1))
    assert Button.DISMISS not in update.alert.buttons
    refusal = await club.ask_for(Refusal, Decide(Button.DISMISS, 1), by=MAX)
    assert refusal.reason == "decided already: mona: Delete"
    await club.ask(Decide(Button.UNDO, 1), by=MAX)


async def test_who_has_not_seen_what_another_did_a_moment_ago_does_not_undo_it(
    club: Club,
) -> None:
    club.dispatcher = CommandDispatcher(
        club.pipeline, club.pipeline.now
    )  # by the clock of the decisions
    await club.say(RUDE)
    await club.ask(Decide(Button.WARN, 1))
    assert "mona: Warn" in await club.refused(Decide(Button.UNDO, 1), by=MAX)
    await club.ask(Decide(Button.UNDO, 1))


async def test_what_the_policy_did_is_not_done_again(club: Club) -> None:
    await club.say(RUDE)
    assert await club.refused(Decide(Button.DELETE, 1)) == "done already, by the policy"


async def test_what_was_refused_can_be_pressed_again_and_says_what_would_help(club: Club) -> None:
    await club.say(RUDE)
    no = Outcome.refused("I may not time out here", "give me Moderate Members")
    club.platform.outcomes = [no]
    refusal = await club.ask_for(Refusal, Decide(Button.TIMEOUT, 1))
    assert (refusal.reason, refusal.remedy) == (
        "case 1, Time out: refused: I may not time out here",
        "give me Moderate Members",
    )
    assert refusal.alert is not None
    assert Button.TIMEOUT in refusal.alert.buttons
    await club.ask(Decide(Button.TIMEOUT, 1), by=MAX)


async def test_what_a_platform_cannot_do_has_no_button(club: Club) -> None:
    club.platform.supported = (Action.NONE, Action.FLAG, Action.WARN)
    await club.say(RUDE)
    answer = await club.ask_for(CaseReply, LookUpCase(1))
    assert answer.buttons == (Button.DISMISS, Button.UNDO)
    assert "no timeout" in await club.refused(Decide(Button.TIMEOUT, 1))


async def test_a_dismissed_case_is_settled_and_no_strike(club: Club) -> None:
    await club.say(RUDE)
    update = await club.ask_for(CaseUpdate, Decide(Button.DISMISS, 1))
    assert update.alert.buttons == ()
    assert (await strikes_of_kim(club)).startswith("0 strikes")
    for button in (Button.DISMISS, Button.UNDO, Button.WARN, Button.DELETE):
        assert "settled already: mona: Dismiss" in await club.refused(Decide(button, 1), by=MAX)


async def test_undo_lifts_what_can_be_lifted_and_is_honest_about_the_rest(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Decide(Button.TIMEOUT, 1))
    await club.ask(Decide(Button.WARN, 1))
    reply = await club.ask(Decide(Button.UNDO, 1), by=MAX)
    assert [enforcement.action for enforcement in club.platform.undone] == [Action.TIMEOUT]
    assert list(map(read, reply.lines)) == [
        "The timeout was lifted.",
        "The warning cannot be unsaid.",
        "It does not count as a strike.",
        "The message cannot be brought back. This is what it said:",
    ]
    assert "".join(piece.text for piece in reply.quote) == RUDE
    assert (await strikes_of_kim(club)).startswith("0 strikes")


async def test_undo_that_is_refused_leaves_everything_as_it_was(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Decide(Button.TIMEOUT, 1))
    club.platform.outcomes = [Outcome.refused("my role is too low", "move it up")]
    assert "my role is too low" in await club.refused(Decide(Button.UNDO, 1))
    assert (await strikes_of_kim(club)).startswith("1 strike ")
    await club.ask(Decide(Button.UNDO, 1))


async def test_there_is_nothing_to_undo_where_nothing_was_done(make_club: MakeClub) -> None:
    club = make_club(FLAG_ONLY)
    await club.say(RUDE)
    assert "nothing was done" in await club.refused(Decide(Button.UNDO, 1))
    await club.ask(Decide(Button.DISMISS, 1))


async def test_on_a_dry_run_a_press_does_nothing_and_tells_nobody(make_club: MakeClub) -> None:
    club = make_club(is_dry_run=True)
    await club.say(RUDE)
    assert "dry run" in await club.refused(Decide(Button.TIMEOUT, 1))
    assert (club.platform.enforcements, club.platform.notices) == ([], [])


async def test_in_shadow_mode_a_moderators_press_is_done_all_the_same(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.SHADOW))
    await club.say(RUDE)
    assert club.platform.enforcements == []
    await club.ask(Decide(Button.DELETE, 1))
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]


@pytest.mark.parametrize("button", PRESSED)
def test_a_buttons_id_says_all_that_a_press_needs(button: Button) -> None:
    assert parse_custom_id(format_custom_id(button, 17)) == (button, 17)


@pytest.mark.parametrize(
    "text", ["", "parley:dance:17", "parley:purge:17", "parley:undo:-1", "other:undo:17"]
)
def test_an_id_of_somebody_elses_button_is_not_read(text: str) -> None:
    assert parse_custom_id(text) is None
