"""A replay: stored scores decided on by two policies, and where they differ."""

import dataclasses
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import Action
from bot.domain.policy import ChannelPolicy, LabelRule, LanguageRules, Mode, Policy
from bot.domain.replay import Change, Replay, StoredScores, judge_by, replay
from bot.domain.word_hits import WordHit
from bot.domain.word_rules import AlwaysRule, WordRules
from classifier import Label, LabelThresholds, Reason, Scores, Thresholds, Unscored
from tests.fakes.messages import make_message
from tests.fakes.scorer import THRESHOLDS

JUDGE = judge_by(THRESHOLDS)
ENFORCE = Policy(mode=Mode.ENFORCE)


def score(level: float, *, case: int | None = None, **changes: Any) -> StoredScores:
    scores = Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: level})
    return StoredScores(make_message("", **changes), scores, case)


def with_insult(**rule: Any) -> Policy:
    return Policy(mode=Mode.ENFORCE, labels={Label.INSULT: LabelRule(**rule)})


def hit(term: str, label: Label) -> WordHit:
    return WordHit(term, label, Action.FLAG, ((0, len(term)),))


def always(**tiers: Literal["flag", "act"]) -> WordRules:
    rules = {term: AlwaysRule(label=Label.INSULT, tier=tier) for term, tier in tiers.items()}
    return WordRules(always=rules)


def run(*stored: StoredScores, before: Policy = ENFORCE, after: Policy) -> Replay:
    return replay(stored, before, after, judge=JUDGE)


def test_what_changes_is_counted_by_action_label_and_place() -> None:
    stored = [score(0.6, case=1), score(0.6, thread=None), score(0.95), score(0.2)]
    found = run(*stored, after=with_insult(flag=0.1, act=0.55))
    assert (found.messages, found.cases) == (4, 1)
    assert found.by_actions() == {
        (Action.FLAG, Action.DELETE): 2,
        (Action.NONE, Action.FLAG): 1,
    }
    assert found.by_label() == {Label.INSULT: 3}
    assert found.by_place() == {"thread-1": 2, "lobby": 1}


def test_the_harshest_changes_come_first_and_only_kept_cases_are_examples() -> None:
    stored = [score(0.2, case=1), score(0.6, case=2), score(0.6), score(0.61, case=3)]
    found = run(*stored, after=with_insult(flag=0.1, act=0.55))
    assert [each.stored.case for each in found.examples(9)] == [2, 1, 3]
    assert [each.stored.case for each in found.examples(2)] == [2, 1]


def test_a_change_in_one_channel_changes_nothing_elsewhere() -> None:
    rule = ChannelPolicy(labels={Label.INSULT: LabelRule(act=0.55)})
    after = Policy(mode=Mode.ENFORCE, channels={"garden": rule})
    found = run(score(0.6), score(0.6, channel="garden", thread=None), after=after)
    assert found.by_place() == {"garden": 1}


def test_in_shadow_what_is_wanted_is_compared_and_a_mode_changes_what_is_done() -> None:
    shadow = Policy(mode=Mode.SHADOW)
    stricter = Policy(mode=Mode.SHADOW, labels={Label.INSULT: LabelRule(act=0.55)})
    found = run(score(0.6), before=shadow, after=stricter)
    assert found.by_actions() == {(Action.FLAG, Action.DELETE): 1}
    assert run(score(0.95), before=shadow, after=ENFORCE).by_actions() == {
        (Action.NONE, Action.DELETE): 1
    }


def test_a_text_without_scores_changes_by_its_reason_alone() -> None:
    stored = StoredScores(make_message(""), Unscored(Reason.LANGUAGE), 1)
    after = Policy.model_validate({"mode": Mode.ENFORCE, "unscored": {"language": "flag"}})
    (change,) = run(stored, after=after).changes
    assert (change.actions, change.label) == ((Action.NONE, Action.FLAG), None)


def test_a_message_that_own_words_found_stays_found_whatever_the_thresholds_are() -> None:
    stored = dataclasses.replace(score(0.6, case=1), words=(hit("teapot", Label.INSULT),))
    words = always(teapot="flag")
    before = with_insult().model_copy(update={"words": words})
    after = with_insult(flag=0.9, act=0.9).model_copy(update={"words": words})
    assert run(stored, before=before, after=after).changes == ()
    after = with_insult(flag=0.1, act=0.5).model_copy(update={"words": words})
    (change,) = run(stored, before=before, after=after).changes
    assert change.actions == (Action.FLAG, Action.DELETE)


def test_an_own_word_that_was_found_counts_as_each_policy_takes_it_without_any_text() -> None:
    stored = dataclasses.replace(score(0.1, case=1), words=(hit("teapot", Label.INSULT),))
    before = Policy(mode=Mode.ENFORCE, words=always(teapot="flag"))
    after = Policy(mode=Mode.ENFORCE, words=always(Teapot="act"))
    (change,) = run(stored, before=before, after=after).changes
    assert change.actions == (Action.FLAG, Action.DELETE)
    (change,) = run(stored, before=before, after=ENFORCE).changes
    assert change.actions == (Action.FLAG, Action.NONE)


def test_scores_are_judged_by_the_thresholds_of_their_language() -> None:
    turkish = Thresholds(THRESHOLDS, {"tr": {Label.TOXIC: LabelThresholds(0.4, 0.8)}})
    stored = StoredScores(make_message(""), Scores({Label.TOXIC: 0.7}, language="tr"))
    rules = LanguageRules(labels={"tr": {Label.TOXIC: LabelRule(act=0.6)}})
    after = Policy(mode=Mode.ENFORCE, languages=rules)
    (change,) = replay([stored], ENFORCE, after, judge=judge_by(turkish)).changes
    assert change.actions == (Action.FLAG, Action.DELETE)


@given(st.lists(st.floats(0, 1)), st.floats(0.05, 1))
def test_the_same_policy_changes_nothing_and_a_lower_threshold_softens_nothing(
    levels: list[float], act: float
) -> None:
    stored = [score(level) for level in levels]
    policy = with_insult(flag=0.01, act=act)
    assert run(*stored, before=policy, after=policy).changes == ()
    lower = with_insult(flag=0.01, act=max(0.05, act / 2))
    assert all(map(_is_harsher, run(*stored, before=policy, after=lower).changes))


def _is_harsher(change: Change) -> bool:
    before, after = change.actions
    return after > before
