"""Languages of a policy: which are moderated, by what thresholds, and what a verdict says of them."""

import pytest
from pydantic import ValidationError

from bot.domain.actions import Action
from bot.domain.languages import LANGUAGE_NAMES
from bot.domain.policy import ChannelPolicy, LabelRule, LanguageRules, Mode, Policy
from bot.domain.verdict import Verdict, decide
from classifier import Label, LabelThresholds, Scores, Thresholds
from tests.fakes.messages import make_message
from tests.fakes.scorer import THRESHOLDS

TURKISH = {Label.TOXIC: LabelThresholds(0.3, 0.6)}
BETA = {Label.TOXIC: LabelThresholds(0.3, None)}
BY_LANGUAGE = Thresholds(THRESHOLDS, {"tr": TURKISH, "da": BETA, "und": BETA})


def judge(policy: Policy, toxic: float, language: str | None) -> Verdict:
    scores = Scores({Label.TOXIC: toxic}, language=language)
    return decide(policy, make_message(), scores=scores, calibrated=BY_LANGUAGE)


def test_a_language_has_its_own_thresholds() -> None:
    assert judge(Policy(), 0.4, "tr").wanted is Action.FLAG
    assert judge(Policy(), 0.7, "tr").wanted is Action.DELETE
    assert judge(Policy(), 0.4, "en").wanted is Action.NONE


def test_a_beta_language_is_flagged_and_never_acted_on() -> None:
    assert judge(Policy(mode=Mode.ENFORCE), 0.99, "da").wanted is Action.FLAG


def test_a_label_that_a_language_does_not_have_is_neither_reached_nor_shown() -> None:
    verdict = judge(Policy(labels={Label.INSULT: LabelRule(flag=0.0)}), 0.1, "tr")

    assert verdict.wanted is Action.NONE
    assert {threshold.label for threshold in verdict.thresholds} == {Label.TOXIC}


def test_a_verdict_names_the_language() -> None:
    assert "read as Turkish" in judge(Policy(), 0.7, "tr").reasons
    assert "read as an unknown language" in judge(Policy(), 0.7, "und").reasons
    assert not judge(Policy(), 0.01, "en").reasons


def test_what_is_not_moderated_is_left_to_its_own_rule() -> None:
    policy = Policy(languages=LanguageRules(moderated=frozenset({"en"}), others=Action.FLAG))
    verdict = judge(policy, 0.99, "tr")

    assert verdict.wanted is Action.FLAG
    assert "Turkish is not moderated: flag" in verdict.reasons
    assert judge(policy, 0.01, "en").wanted is Action.NONE


def test_an_insult_in_an_unknown_language_is_flagged_whatever_is_moderated() -> None:
    policy = Policy(languages=LanguageRules(moderated=frozenset({"en"})))

    assert judge(policy, 0.99, "und").wanted is Action.FLAG


def test_a_language_may_want_otherwise_than_the_policy_and_a_channel_than_both() -> None:
    policy = Policy(
        languages=LanguageRules(labels={"tr": {Label.TOXIC: LabelRule(flag=0.1, act="off")}}),
        labels={Label.TOXIC: LabelRule(flag=0.9, act=0.95)},
    )
    lenient = policy.model_copy(
        update={
            "channels": {
                make_message().channel: ChannelPolicy(labels={Label.TOXIC: LabelRule(flag="off")})
            }
        }
    )

    assert judge(policy, 0.2, "tr").wanted is Action.FLAG
    assert judge(policy, 0.2, "en").wanted is Action.NONE
    assert judge(lenient, 0.2, "tr").wanted is Action.NONE


def test_a_code_that_is_no_language_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"languages by their codes, .*; not 'klingon'"):
        LanguageRules(moderated=frozenset({"klingon"}))


def test_every_language_that_is_told_apart_has_a_name() -> None:
    from classifier.training.multilingual_config import HEADS

    assert set(HEADS) - {"other"} == set(LANGUAGE_NAMES)
