from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import Action
from bot.domain.buttons import Button
from bot.domain.policy import Mode, Policy, Strikes
from bot.domain.strikes import apply_ladder, escalate
from bot.domain.verdict import decide
from bot.interactions.requests import Decide
from classifier import Label, Scores
from tests.bot.conftest import MakeClub, strikes_of_kim
from tests.fakes.club import KIM, MONA, RUDE
from tests.fakes.messages import NOON, make_message
from tests.fakes.scorer import THRESHOLDS

ACTIONS = st.sampled_from(Action)
LADDERS = st.lists(ACTIONS, max_size=5)
COUNTS = st.integers(0, 8)
FOUND = Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95})


@given(ACTIONS, LADDERS, COUNTS, COUNTS)
def test_more_strikes_never_lessen_the_action(
    action: Action, ladder: list[Action], fewer: int, more: int
) -> None:
    fewer, more = sorted((fewer, more))
    assert action <= apply_ladder(action, fewer, ladder) <= apply_ladder(action, more, ladder)


@given(LADDERS, COUNTS)
def test_what_is_only_flagged_is_never_escalated(ladder: list[Action], strikes: int) -> None:
    for action in (Action.NONE, Action.FLAG):
        assert apply_ladder(action, strikes, ladder) is action


@given(st.sampled_from(Mode), ACTIONS, COUNTS, st.booleans())
def test_escalated_or_not_the_modes_and_the_moderators_limits_hold(
    mode: Mode,
    moderators: Action,
    strikes: int,
    is_moderator: bool,  # noqa: FBT001
) -> None:
    policy = Policy(
        mode=mode,
        moderators=moderators,
        strikes=Strikes(ladder=(Action.DELETE, Action.TIMEOUT, Action.BAN)),
    )
    message = make_message(RUDE, author=MONA if is_moderator else KIM)
    before = decide(policy, message, scores=FOUND, calibrated=THRESHOLDS)
    after = escalate(before, strikes, policy=policy, message=message)
    limit = {Mode.SHADOW: Action.NONE, Mode.FLAG: Action.FLAG, Mode.ENFORCE: Action.BAN}[mode]
    assert before.action <= after.action <= min(limit, after.wanted)
    if is_moderator:
        assert after.wanted <= max(moderators, before.wanted)
    assert (after == before) == (after.wanted == before.wanted)


LADDER = Policy(
    mode=Mode.ENFORCE, strikes=Strikes(within_days=30, ladder=(Action.DELETE, Action.TIMEOUT))
)


async def test_strikes_escalate_the_action_and_what_does_not_count_does_not(
    make_club: MakeClub,
) -> None:
    club = make_club(LADDER)
    await club.say(RUDE, "drat", "what a buffoon")
    await club.ask(Decide(Button.DISMISS, 1))
    await club.say("drat it", "drat that")
    done = [action for action, _ in club.platform.acted]
    assert done == [Action.DELETE, Action.DELETE, Action.TIMEOUT, Action.TIMEOUT, Action.TIMEOUT]
    assert "3 strikes in 30 days: timeout" in club.platform.alerts[-1].reasons
    await club.ask(Decide(Button.UNDO, 3))
    await club.ask(Decide(Button.UNDO, 4))
    await club.ask(Decide(Button.UNDO, 5))
    await club.say("drat again")
    assert club.platform.acted[-1][0] is Action.DELETE


async def test_the_versions_of_one_message_are_one_strike(make_club: MakeClub) -> None:
    club = make_club(LADDER)
    versions = [None, *(NOON + timedelta(minutes=minutes) for minutes in range(4))]
    for edited_at in versions:
        await club.pipeline.moderate(make_message(RUDE, id="edited", edited_at=edited_at))
    assert {action for action, _ in club.platform.acted} == {Action.DELETE}
    assert club.platform.alerts[-1].history == "no earlier cases"
    assert (await strikes_of_kim(club)).startswith("1 strike ")
    await club.say("drat", "drat it")
    done = [action for action, _ in club.platform.acted[-2:]]
    assert done == [Action.DELETE, Action.TIMEOUT]


async def test_strikes_grow_old(make_club: MakeClub) -> None:
    club = make_club(LADDER)
    await club.say(RUDE, "drat")
    later = make_message().sent_at + timedelta(days=31)
    await club.say("a buffoon again", sent_at=later)
    assert club.platform.acted[-1][0] is Action.DELETE


async def test_what_is_only_flagged_or_in_shadow_is_no_strike(make_club: MakeClub) -> None:
    for mode in (Mode.FLAG, Mode.SHADOW):
        club = make_club(Policy(mode=mode))
        await club.say(RUDE)
        assert (await strikes_of_kim(club)).startswith("0 strikes")
