from collections.abc import Sequence

import numpy as np
import pytest

from classifier.attacks import ATTACKS
from classifier.evaluation.robustness import RobustnessResult, measure_robustness
from classifier.evaluation.scored import score_set
from classifier.text.normalize import clean
from tests.classifier.stub import StubScorer, label_all_alike, label_toxic_only

TOXIC = [f"you are a stupid idiot number {n}" for n in range(30)]
BENIGN = [f"the lovely garden has flowers number {n}" for n in range(40)]


def measured(scorer: StubScorer, *, benign: Sequence[str] = BENIGN) -> dict[str, RobustnessResult]:
    """Return the robustness on one set of insults and one benign chat."""
    sets = [
        label_toxic_only("gametox", TOXIC, [1] * 30),
        label_all_alike("chat", benign, [0] * len(benign)),
    ]
    scored = [score_set(scorer, rows) for rows in sets]
    return dict(measure_robustness(scorer, scored, resamples=20))


def test_a_scorer_of_plain_words_loses_disguised_ones() -> None:
    at_flag = measured(StubScorer(lambda text: 0.9 if "idiot" in text else 0.1))["flag"]
    assert at_flag.texts == 30
    assert at_flag.kept_under["padding"].value == 1.0
    assert at_flag.kept_under["swaps"].value < 0.3
    assert at_flag.kept.value == pytest.approx(
        np.mean([kept.value for kept in at_flag.kept_under.values()])
    )
    assert at_flag.kept.low < at_flag.kept.value < at_flag.kept.high


def test_a_scorer_that_cleans_first_keeps_more() -> None:
    blunt = measured(StubScorer(lambda text: 0.9 if "idiot" in text else 0.1))["flag"]
    sharp = measured(StubScorer(lambda text: 0.9 if "idiot" in clean(text).text else 0.1))["flag"]
    assert sharp.kept.value > blunt.kept.value + 0.2
    assert sharp.kept_under["zero_width"].value == 1.0


def test_a_text_that_is_unscored_when_disguised_is_lost() -> None:
    at_flag = measured(StubScorer(lambda text: 0.9 if text in TOXIC else None))["flag"]
    assert at_flag.kept.value == 0.0


def test_only_texts_that_are_detected_undisguised_count() -> None:
    scores = {text: 0.9 if text.endswith("7") else 0.3 for text in TOXIC}
    at = measured(StubScorer(lambda text: scores.get(text, 0.1)))
    assert (at["flag"].texts, at["1_in_1000"].texts) == (3, 30)


def test_an_attack_that_raises_false_alarms_shows() -> None:
    scorer = StubScorer(lambda text: 0.9 if "idiot" in text or "\n" in text else 0.1)
    at_flag = measured(scorer)["flag"]
    assert at_flag.false_alarms_under["split"].value == 1.0
    assert at_flag.false_alarms_under["leet"].value == 0.0
    assert at_flag.false_alarms.value == pytest.approx(1 / len(ATTACKS))


def test_texts_that_an_attack_leaves_unchanged_do_not_count_for_it() -> None:
    short = ["ok", "hi"] * 20
    at_flag = measured(StubScorer(lambda text: 0.9 if "idiot" in text else 0.1), benign=short)[
        "flag"
    ]
    assert np.isnan(at_flag.false_alarms_under["leet"].value)
    assert at_flag.false_alarms_under["padding"].value == 0.0


def test_a_second_threshold_is_that_of_one_false_alarm_in_a_thousand() -> None:
    scorer = StubScorer(lambda text: 0.9 if "idiot" in text else 0.3)
    assert 0.3 < measured(scorer)["1_in_1000"].threshold < 0.31


def test_without_benign_chats_nothing_is_measured() -> None:
    scorer = StubScorer(lambda text: 0.9)
    assert (
        measure_robustness(
            scorer, [score_set(scorer, label_toxic_only("gametox", TOXIC, [1] * 30))]
        )
        == {}
    )
