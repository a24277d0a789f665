from hypothesis import given
from hypothesis import strategies as st

from bot.actions import Action
from bot.policy import Mode, Policy, Strikes
from bot.strikes import climb, harden
from bot.verdict import decide
from classifier import Label, Scores
from tests.fakes.club import KIM, MONA
from tests.fakes.messages import make_message
from tests.fakes.scorer import THRESHOLDS

ACTIONS = st.sampled_from(Action)
LADDERS = st.lists(ACTIONS, max_size=5)
COUNTS = st.integers(0, 8)
RUDE = Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95})


@given(ACTIONS, LADDERS, COUNTS, COUNTS)
def test_more_strikes_never_lessen_the_action(
    action: Action, ladder: list[Action], fewer: int, more: int
) -> None:
    fewer, more = sorted((fewer, more))
    assert action <= climb(action, fewer, ladder) <= climb(action, more, ladder)


@given(LADDERS, COUNTS)
def test_what_is_only_flagged_is_never_hardened(ladder: list[Action], strikes: int) -> None:
    for action in (Action.NONE, Action.FLAG):
        assert climb(action, strikes, ladder) is action


@given(st.sampled_from(Mode), ACTIONS, COUNTS, st.booleans())
def test_hardened_or_not_the_modes_and_the_moderators_limits_hold(
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
    message = make_message("you buffoon", author=MONA if is_moderator else KIM)
    before = decide(policy, message, scores=RUDE, calibrated=THRESHOLDS)
    after = harden(before, strikes, policy=policy, message=message)
    limit = {Mode.SHADOW: Action.NONE, Mode.FLAG: Action.FLAG, Mode.ENFORCE: Action.BAN}[mode]
    assert before.action <= after.action <= min(limit, after.wanted)
    if is_moderator:
        assert after.wanted <= max(moderators, before.wanted)
    assert (after == before) == (after.wanted == before.wanted)
