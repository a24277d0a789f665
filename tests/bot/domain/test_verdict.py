from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import Action
from bot.domain.message import Author, Message
from bot.domain.policy import (
    LOWEST_ACT,
    ChannelPolicy,
    Exemptions,
    LabelRule,
    Level,
    Mode,
    Policy,
    Strikes,
    Unscorable,
)
from bot.domain.verdict import Verdict, decide, list_actions
from classifier import Label, Reason, Scores, Unscored
from tests.fakes.messages import make_message
from tests.fakes.scorer import THRESHOLDS

WORDS: tuple[Level, Level] = ("model", "off")
LEVELS: st.SearchStrategy[Level] = st.floats(0, 1) | st.sampled_from(WORDS)
ACT_LEVELS: st.SearchStrategy[Level] = st.floats(LOWEST_ACT, 1) | st.sampled_from(WORDS)
ACTIONS = st.sampled_from(Action)
MODES = st.sampled_from(Mode)
SCORES = st.fixed_dictionaries({label: st.floats(0, 1) for label in Label}).map(Scores)


@st.composite
def rules(draw: st.DrawFn) -> LabelRule:
    flag, act = draw(st.none() | LEVELS), draw(st.none() | ACT_LEVELS)
    if isinstance(flag, float) and isinstance(act, float):
        flag, act = min(flag, act), max(flag, act)
    return LabelRule(flag=flag, act=act, action=draw(st.none() | ACTIONS))


LABELS = st.dictionaries(st.sampled_from(Label), rules())
OVERRIDES = st.builds(ChannelPolicy, mode=st.none() | MODES, labels=LABELS)
POLICIES = st.builds(
    Policy,
    mode=MODES,
    moderators=ACTIONS,
    labels=LABELS,
    unscored=st.builds(Unscorable, empty=ACTIONS, language=ACTIONS, too_long=ACTIONS),
    channels=st.dictionaries(st.sampled_from(["thread-1", "lobby", "club"]), OVERRIDES),
)
RESULTS = SCORES | st.sampled_from(Reason).map(Unscored)
AUTHORS = st.builds(
    Author,
    st.just("kim-1"),
    st.just("kim"),
    is_moderator=st.booleans(),
    is_known=st.booleans(),
    has_known_roles=st.booleans(),
)
MESSAGES = st.builds(lambda author: make_message(author=author), AUTHORS)


def judge(policy: Policy, scores: Scores | Unscored, message: Message | None = None) -> Verdict:
    return decide(policy, message or make_message(), scores=scores, calibrated=THRESHOLDS)


def scores(**changes: float) -> Scores:
    return Scores({label: changes.get(label.value, 0.01) for label in Label})


@given(POLICIES, MESSAGES, SCORES, st.tuples(st.sampled_from(Label), st.floats(0, 1)))
def test_a_higher_score_never_lessens_the_action(
    policy: Policy, message: Message, low: Scores, raised: tuple[Label, float]
) -> None:
    label, to = raised
    high = Scores({**low, label: max(low[label], to)})
    before, after = judge(policy, low, message), judge(policy, high, message)
    assert after.wanted >= before.wanted
    assert after.action >= before.action


@given(POLICIES, MESSAGES, RESULTS)
def test_nothing_is_ever_done_that_is_harsher_than_wanted(
    policy: Policy, message: Message, result: Scores | Unscored
) -> None:
    verdict = judge(policy, result, message)
    assert verdict.action <= verdict.wanted


@given(POLICIES, MESSAGES, RESULTS)
def test_shadow_never_acts_and_flag_never_goes_further(
    policy: Policy, message: Message, result: Scores | Unscored
) -> None:
    verdict = judge(policy, result, message)
    assert verdict.mode is policy.mode_in(message.scopes)
    if verdict.mode is Mode.SHADOW:
        assert verdict.action is Action.NONE
    if verdict.mode is Mode.FLAG:
        assert verdict.action <= Action.FLAG


EXEMPT = st.sampled_from(
    [
        Exemptions(authors=frozenset({"kim-1"}), bots=False),
        Exemptions(roles=frozenset({"helper"}), bots=False),
        Exemptions(channels=frozenset({"rooms"}), bots=False),
        Exemptions(bots=True),
    ]
)


@given(POLICIES, EXEMPT, RESULTS)
def test_the_exempt_are_never_acted_on(
    policy: Policy, exempt: Exemptions, result: Scores | Unscored
) -> None:
    author = Author("kim-1", "kim", roles=frozenset({"helper"}), is_bot=True)
    lenient = policy.model_copy(update={"exempt": exempt})
    verdict = judge(lenient, result, make_message(author=author))
    assert verdict.needs_no_case
    assert verdict.action is Action.NONE


@given(POLICIES, RESULTS)
def test_moderators_are_judged_as_others_but_no_further_than_the_policy_allows(
    policy: Policy, result: Scores | Unscored
) -> None:
    member = judge(policy, result)
    moderator = judge(
        policy, result, make_message(author=Author("kim-1", "kim", is_moderator=True))
    )
    assert moderator.wanted is min(member.wanted, policy.moderators)


def test_by_default_a_moderator_is_only_flagged_and_it_says_so() -> None:
    author = Author("kim-1", "kim", is_moderator=True)
    verdict = judge(Policy(mode=Mode.ENFORCE), scores(insult=0.95), make_message(author=author))
    assert verdict.action is Action.FLAG
    assert "the author is a moderator: flag at most" in verdict.reasons


@given(POLICIES, RESULTS)
def test_whoever_is_not_known_is_flagged_at_most(policy: Policy, result: Scores | Unscored) -> None:
    author = Author("kim-1", "kim", is_known=False)
    verdict = judge(policy, result, make_message(author=author))
    assert verdict.wanted <= Action.FLAG
    assert verdict.wanted <= judge(policy, result).wanted


def test_a_message_of_somebody_who_is_not_known_is_flagged_and_says_so() -> None:
    author = Author("kim-1", "kim", is_known=False)
    verdict = judge(Policy(mode=Mode.ENFORCE), scores(insult=0.95), make_message(author=author))
    assert verdict.reasons == (
        "insult 0.95 is at least 0.90: delete",
        "not known whether its author is a moderator or exempt: flagged only",
    )


def test_unknown_roles_count_where_the_policy_names_some() -> None:
    message = make_message(author=Author("kim-1", "kim", has_known_roles=False))
    ids = frozenset({"stewards"})
    for policy, action in (
        (Policy(mode=Mode.ENFORCE), Action.DELETE),
        (Policy(mode=Mode.ENFORCE, moderator_ids=ids), Action.FLAG),
        (Policy(mode=Mode.ENFORCE, exempt=Exemptions(roles=ids)), Action.FLAG),
    ):
        assert judge(policy, scores(insult=0.95), message).action is action


def test_what_exempts_an_unknown_author_by_id_or_channel_still_does() -> None:
    author = Author("kim-1", "kim", is_known=False)
    exempt = Exemptions(authors=frozenset({"kim-1"}))
    policy = Policy(mode=Mode.ENFORCE, exempt=exempt)
    verdict = judge(policy, scores(insult=0.95), make_message(author=author))
    assert verdict.wanted is Action.NONE


def test_the_reasons_name_label_score_threshold_and_action_the_highest_first() -> None:
    verdict = judge(Policy(mode=Mode.FLAG), scores(toxic=0.6, insult=0.95))
    assert verdict.reasons == (
        "insult 0.95 is at least 0.90: delete",
        "toxic 0.60 is at least 0.50: flag",
        "mode flag: flag at most",
    )
    assert (verdict.wanted, verdict.action) == (Action.DELETE, Action.FLAG)


def test_a_score_at_the_threshold_has_reached_it() -> None:
    assert judge(Policy(), scores(insult=0.5)).wanted is Action.FLAG
    assert judge(Policy(), scores(insult=0.4999)).wanted is Action.NONE


def test_an_act_threshold_below_the_models_flag_threshold_still_acts() -> None:
    policy = Policy(mode=Mode.ENFORCE, labels={Label.INSULT: LabelRule(act=0.3)})
    for score in (0.4, 0.6):
        assert judge(policy, scores(insult=score)).wanted is Action.DELETE


def test_a_text_without_scores_is_never_taken_for_harmless() -> None:
    for reason in Reason:
        verdict = judge(Policy(), Unscored(reason))
        assert verdict.scores == Unscored(reason)
        assert any(f"unscored ({reason})" in why for why in verdict.reasons)


def test_the_policy_says_what_becomes_of_a_text_without_scores() -> None:
    changes: dict[str, Any] = {"language": Action.DELETE}
    policy = Policy(mode=Mode.ENFORCE, unscored=Unscorable(**changes))
    assert judge(policy, Unscored(Reason.LANGUAGE)).action is Action.DELETE
    assert judge(policy, Unscored(Reason.EMPTY)).action is Action.NONE


def test_the_actions_of_a_policy_are_those_of_all_its_scopes() -> None:
    assert list_actions(Policy()) == {Action.NONE, Action.FLAG, Action.DELETE}
    warn = dict.fromkeys(Label, LabelRule(action=Action.WARN))
    assert max(list_actions(Policy(labels=warn))) is Action.WARN
    here = ChannelPolicy(labels={Label.THREAT: LabelRule(action=Action.KICK)})
    assert Action.KICK in list_actions(Policy(channels={"lobby": here}))
    assert Action.BAN in list_actions(Policy(strikes=Strikes(ladder=(Action.BAN,))))
