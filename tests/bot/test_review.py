"""What is pressed under a case: what is allowed, that it counts once, and what it comes to."""

import asyncio
from datetime import timedelta

import pytest

from bot.actions import Action, Outcome
from bot.buttons import Button, read_id, write_id
from bot.message import Author
from bot.policy import Mode, Policy, Strikes
from bot.reply import Refusal, Reply
from bot.request import Appeal, Erase, LookUpCase, LookUpMember, MayPress, Press
from bot.service import serve
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, MONA, RUDE, Club, asking
from tests.fakes.messages import make_message

FLAG_ONLY = Policy(mode=Mode.FLAG)


async def strikes_of_kim(club: Club) -> str:
    return (await club.ask(LookUpMember("kim-1"))).title


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
    reply = await club.ask(Press(button, 1))
    deed = club.platform.deeds[-1]
    assert (deed.action, deed.deletes) == (action, False)
    assert "asked for by mona (mona-1)" in deed.why
    assert RUDE not in deed.why
    assert deed.notice is not None
    assert deed.notice.lines[0] == "A moderator found what you wrote insulting."
    assert reply.alert is not None
    assert reply.alert.decisions == (f"mona: {button.caption}",)
    assert button not in reply.alert.buttons
    assert (await strikes_of_kim(club)).startswith("1 strike ")


async def test_a_press_counts_once_and_the_second_is_told_of_the_first(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Press(Button.WARN, 1))
    response = await club.desk.answer(asking(Press(Button.WARN, 1), by=MAX))
    assert isinstance(response, Refusal)
    assert response.reason == "done already: mona: Warn"
    assert response.alert is not None
    assert response.alert.decisions == ("mona: Warn",)
    assert [action for action, _ in club.platform.acted] == [Action.DELETE, Action.WARN]


async def test_whether_it_can_be_pressed_is_answered_as_a_press_would_be_and_nothing_is_done(
    club: Club,
) -> None:
    await club.say(RUDE)
    assert (await club.ask(MayPress(Button.WARN, 1))).title == "Warn"
    assert "no case 2" in await club.refused(MayPress(Button.WARN, 2))
    assert "nobody appealed" in await club.refused(MayPress(Button.UPHOLD, 1))
    assert (await club.dossier(1)).decisions == ()
    await club.ask(Press(Button.DISMISS, 1))
    response = await club.desk.answer(asking(MayPress(Button.WARN, 1), by=MAX))
    assert isinstance(response, Refusal)
    assert response.reason == "settled already: mona: Dismiss"
    assert response.alert is not None
    assert response.alert.buttons == ()


async def test_of_two_who_press_at_the_same_time_one_wins(club: Club) -> None:
    await club.say(RUDE)
    people = [Author(f"mod-{n}", f"mod{n}", is_moderator=True) for n in range(8)]
    responses = await asyncio.gather(
        *(club.desk.answer(asking(Press(Button.TIMEOUT, 1), by=by)) for by in people)
    )
    assert sum(isinstance(response, Reply) for response in responses) == 1
    assert [action for action, _ in club.platform.acted] == [Action.DELETE, Action.TIMEOUT]


async def test_two_different_buttons_pressed_at_the_same_time_both_count(club: Club) -> None:
    await club.say(RUDE)
    await asyncio.gather(
        club.ask(Press(Button.TIMEOUT, 1)), club.ask(Press(Button.WARN, 1), by=MAX)
    )
    case = await club.ask(LookUpCase(1))
    decided = {field.name: field.value for field in case.fields}["Decided"]
    assert sorted(decided.splitlines()) == ["max: Warn", "mona: Time out"]


async def test_what_the_policy_did_is_not_done_again(club: Club) -> None:
    await club.say(RUDE)
    assert await club.refused(Press(Button.DELETE, 1)) == "done already, by the policy"


async def test_what_was_refused_can_be_pressed_again_and_says_what_would_help(club: Club) -> None:
    await club.say(RUDE)
    no = Outcome.refused("I may not time out here", "give me Moderate Members")
    club.platform.outcomes = [no]
    response = await club.desk.answer(asking(Press(Button.TIMEOUT, 1)))
    assert isinstance(response, Refusal)
    assert (response.reason, response.remedy) == (
        "case 1, Time out: refused: I may not time out here",
        "give me Moderate Members",
    )
    assert response.alert is not None
    assert Button.TIMEOUT in response.alert.buttons
    await club.ask(Press(Button.TIMEOUT, 1), by=MAX)


async def test_what_a_platform_cannot_do_has_no_button(club: Club) -> None:
    club.platform.supported = (Action.NONE, Action.FLAG, Action.WARN)
    await club.say(RUDE)
    assert (await club.ask(LookUpCase(1))).buttons == (Button.DISMISS, Button.UNDO)
    assert "no timeout" in await club.refused(Press(Button.TIMEOUT, 1))


async def test_a_dismissed_case_is_settled_and_no_strike(club: Club) -> None:
    await club.say(RUDE)
    reply = await club.ask(Press(Button.DISMISS, 1))
    assert reply.alert is not None
    assert reply.alert.buttons == ()
    assert (await strikes_of_kim(club)).startswith("0 strikes")
    for button in (Button.DISMISS, Button.UNDO, Button.WARN, Button.DELETE):
        assert "settled already: mona: Dismiss" in await club.refused(Press(button, 1), by=MAX)


async def test_undo_lifts_what_can_be_lifted_and_is_honest_about_the_rest(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Press(Button.TIMEOUT, 1))
    await club.ask(Press(Button.WARN, 1))
    reply = await club.ask(Press(Button.UNDO, 1), by=MAX)
    assert [deed.action for deed in club.platform.undone] == [Action.TIMEOUT]
    assert reply.lines == (
        "The timeout was lifted.",
        "The warning cannot be unsaid.",
        "It does not count as a strike.",
        "The message cannot be brought back. This is what it said:",
    )
    assert "".join(piece.text for piece in reply.quote) == RUDE
    assert (await strikes_of_kim(club)).startswith("0 strikes")


async def test_undo_that_is_refused_leaves_everything_as_it_was(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Press(Button.TIMEOUT, 1))
    club.platform.outcomes = [Outcome.refused("my role is too low", "move it up")]
    assert "my role is too low" in await club.refused(Press(Button.UNDO, 1))
    assert (await strikes_of_kim(club)).startswith("1 strike ")
    await club.ask(Press(Button.UNDO, 1))


async def test_there_is_nothing_to_undo_where_nothing_was_done(make_club: MakeClub) -> None:
    club = make_club(FLAG_ONLY)
    await club.say(RUDE)
    assert "nothing was done" in await club.refused(Press(Button.UNDO, 1))
    await club.ask(Press(Button.DISMISS, 1))


async def test_on_a_dry_run_a_press_does_nothing_and_tells_nobody(make_club: MakeClub) -> None:
    club = make_club(is_dry_run=True)
    await club.say(RUDE)
    assert "dry run" in await club.refused(Press(Button.TIMEOUT, 1))
    assert (club.platform.deeds, club.platform.told) == ([], [])


async def test_in_shadow_mode_a_moderators_press_is_done_all_the_same(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.SHADOW))
    await club.say(RUDE)
    assert club.platform.deeds == []
    await club.ask(Press(Button.DELETE, 1))
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]


async def test_an_appeal_shows_the_case_again_once_to_be_upheld_or_overturned(club: Club) -> None:
    await club.say(RUDE)
    assert "nobody appealed" in await club.refused(Press(Button.UPHOLD, 1))
    await club.ask(Appeal(1, "it was @everyone's joke"), by=KIM, community="", places=())
    first, again = club.platform.alerts
    assert (first.appeal, again.appeal) == (None, "it was @\u200beveryone's joke")
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
    await club.ask(Press(button, 1))
    (notice,) = club.platform.told
    assert (notice.title, notice.may_appeal) == (title, False)
    assert (await strikes_of_kim(club)).startswith(strikes)
    for other in (Button.UPHOLD, Button.OVERTURN):
        assert "already" in await club.refused(Press(other, 1), by=MAX)


async def test_what_a_moderator_has_to_say_is_told_to_the_author_and_recorded(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Appeal(1), by=KIM)
    await club.ask(Press(Button.WARN, 1, "mind the @others "))
    await club.ask(Press(Button.UPHOLD, 1, "it was no joke"))
    warned = club.platform.deeds[-1].notice
    assert warned
    assert warned.lines[1] == "In their words: mind the @\u200bothers"
    (answered,) = club.platform.told
    assert answered.lines[-1] == "In their words: it was no joke"
    alert = await club.pipeline.draw((await club.dossier(1)).case)
    assert alert.decisions == (
        "mona: Warn, as “mind the @\u200bothers”",
        "mona: Uphold, as “it was no joke”",
    )
    await club.ask(Erase("kim-1"))
    assert [decision.why for decision in (await club.dossier(1)).decisions] == ["", ""]


async def test_what_a_moderator_had_to_say_outlives_a_crash(club: Club) -> None:
    await club.say(RUDE)
    store = club.pipeline.store
    await store.decisions.take(1, 0, button=Button.WARN, by=MONA, why="mind the others")
    await serve(club.pipeline)
    notice = club.platform.deeds[-1].notice
    assert notice
    assert "In their words: mind the others" in notice.lines


async def test_only_who_was_acted_on_can_appeal(make_club: MakeClub) -> None:
    club = make_club(FLAG_ONLY)
    await club.say(RUDE)
    assert "only its author" in await club.refused(Appeal(1), by=MAX)
    assert "nothing was done" in await club.refused(Appeal(1), by=KIM)
    assert "no case 2" in await club.refused(Appeal(2), by=KIM)


async def test_what_a_crash_interrupted_is_taken_up_again(club: Club) -> None:
    """A press that was recorded and not done, and an appeal that was recorded and not shown."""
    await club.say(RUDE, "drat")
    store = club.pipeline.store
    await store.decisions.take(1, 0, button=Button.TIMEOUT, by=MONA)
    await store.appeals.open(2, "please")
    club.platform.deeds.clear()
    club.platform.alerts.clear()
    await serve(club.pipeline)
    assert [action for action, _ in club.platform.acted] == [Action.TIMEOUT]
    assert [alert.case.number for alert in club.platform.alerts] == [2]
    await serve(club.pipeline)
    assert len(club.platform.deeds) == len(club.platform.alerts) == 1
    assert "done already: mona: Time out" in await club.refused(Press(Button.TIMEOUT, 1))


async def test_a_bug_in_what_is_taken_up_costs_that_alone(club: Club) -> None:
    await club.say(RUDE, "drat")
    store = club.pipeline.store
    for case in (1, 2):
        await store.decisions.take(case, 0, button=Button.TIMEOUT, by=MONA)
    await store.appeals.open(2, "please")
    club.platform.outcomes = [RuntimeError("a bug")]
    club.platform.alerts.clear()
    await serve(club.pipeline)
    assert await store.decisions.take_up("fake") == [(1, 0)]
    assert [alert.case.number for alert in club.platform.alerts] == [2]


LADDER = Policy(
    mode=Mode.ENFORCE, strikes=Strikes(within_days=30, ladder=(Action.DELETE, Action.TIMEOUT))
)


async def test_strikes_harden_what_is_done_and_what_does_not_count_does_not(
    make_club: MakeClub,
) -> None:
    club = make_club(LADDER)
    await club.say(RUDE, "drat", "what a buffoon")
    await club.ask(Press(Button.DISMISS, 1))
    await club.say("drat it", "drat that")
    done = [action for action, _ in club.platform.acted]
    assert done == [Action.DELETE, Action.DELETE, Action.TIMEOUT, Action.TIMEOUT, Action.TIMEOUT]
    assert "3 strikes in 30 days: timeout" in club.platform.alerts[-1].reasons
    await club.ask(Press(Button.UNDO, 3))
    await club.ask(Press(Button.UNDO, 4))
    await club.ask(Press(Button.UNDO, 5))
    await club.say("drat again")
    assert club.platform.acted[-1][0] is Action.DELETE


async def test_strikes_grow_old(make_club: MakeClub) -> None:
    club = make_club(LADDER)
    await club.say(RUDE, "drat")
    later = make_message().sent_at + timedelta(days=31)
    await club.say("a buffoon again", sent_at=later)
    assert club.platform.acted[-1][0] is Action.DELETE


async def test_what_is_only_flagged_or_in_shadow_is_no_strike(make_club: MakeClub) -> None:
    for policy in (FLAG_ONLY, Policy(mode=Mode.SHADOW)):
        club = make_club(policy)
        await club.say(RUDE)
        assert (await strikes_of_kim(club)).startswith("0 strikes")


@pytest.mark.parametrize("button", list(Button))
def test_a_buttons_id_says_all_that_a_press_needs(button: Button) -> None:
    assert read_id(write_id(button, 17)) == (button, 17)


@pytest.mark.parametrize("text", ["", "parley:ban:17", "parley:undo:-1", "other:undo:17"])
def test_an_id_of_somebody_elses_button_is_not_read(text: str) -> None:
    assert read_id(text) is None
