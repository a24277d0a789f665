"""Language evidence: which mixture ranks a language's rows best, and the tier that follows."""

import pytest

from classifier.inference.language_profiles import LanguageTier, Mixture
from classifier.labels import Label
from classifier.training.language_evidence import LanguageEvidence, collect_evidence
from tests.classifier.training.signals import make_signals


def test_a_mixture_adds_to_toxic_alone() -> None:
    signals = make_signals("tr_offenseval", network=1.0, rude=(0.0, 1.0))
    mixed = signals.mix(Mixture(runs=2.0, rude=3.0))
    toxic, insult = list(Label).index(Label.TOXIC), list(Label).index(Label.INSULT)

    expected = signals.logits[:, toxic] + 2 * signals.runs + 3 * signals.is_rude
    assert mixed[:, toxic] == pytest.approx(expected)
    assert mixed[:, insult] == pytest.approx(signals.logits[:, insult])


def test_the_better_of_network_and_linear_model_gets_more_weight() -> None:
    held = make_signals("tr_offenseval", network=0.1, runs=1.0)
    other = make_signals("tr_teknofest", network=0.1, runs=1.0, seed=2)
    found = collect_evidence(held, other)["tr"]

    assert found.mixture.runs > 1
    assert found.held_out["tr_offenseval"] > 0.8
    assert found.other["tr_teknofest"] > 0.8


def test_rude_words_count_where_toxic_rows_name_them_more_often() -> None:
    held = make_signals("tr_offenseval", network=0.3, rude=(0.0, 0.4))
    other = make_signals("tr_teknofest", network=0.3, rude=(0.0, 0.4), seed=2)

    assert collect_evidence(held, other)["tr"].mixture.rude > 0


def test_a_gain_that_may_be_chance_leaves_the_plain_mixture() -> None:
    held = make_signals("tr_offenseval", network=3.0, rude=(0.0, 0.3))
    other = make_signals("tr_teknofest", network=3.0, rude=(0.0, 0.3), seed=2)

    assert collect_evidence(held, other)["tr"].mixture == Mixture()


def test_a_set_of_too_few_rows_of_a_class_is_no_evidence() -> None:
    held = make_signals("tr_offenseval", network=1.0)
    held.targets[8:, list(Label).index(Label.TOXIC)] = 0.0
    other = make_signals("da_other", network=1.0, language="da")

    assert set(collect_evidence(held, other)) == {"da"}


@pytest.mark.parametrize(
    ("held", "other", "tier"),
    [
        (0.90, 0.81, LanguageTier.SUPPORTED),
        (0.90, 0.79, LanguageTier.BETA),
        (0.95, None, LanguageTier.BETA),
        (0.6, 0.71, LanguageTier.BETA),
        (None, 0.76, LanguageTier.BETA),
        (None, 0.74, None),
        (0.69, 0.69, None),
    ],
)
def test_a_tier_takes_rows_of_its_own_sets_and_of_another_source(
    held: float | None, other: float | None, tier: LanguageTier | None
) -> None:
    evidence = LanguageEvidence(
        {} if held is None else {"own": held}, {} if other is None else {"other": other}, Mixture()
    )

    assert evidence.tier == tier
