from collections.abc import Sequence

import numpy as np
import pytest

from classifier.attacks import ATTACKS
from classifier.evaluation.robustness import Robustness, measure_robustness
from classifier.evaluation.scored import score_set
from classifier.text.normalize import clean
from tests.classifier.stub import Stub, all_labels, one_label

TOXIC = [f"you are a stupid idiot number {n}" for n in range(30)]
BENIGN = [f"the lovely garden has flowers number {n}" for n in range(40)]


def measured(judge: Stub, *, benign: Sequence[str] = BENIGN) -> dict[str, Robustness]:
    """Robustness on one set of insults and one benign chat."""
    sets = [one_label("gametox", TOXIC, [1] * 30), all_labels("chat", benign, [0] * len(benign))]
    scored = [score_set(judge, rows) for rows in sets]
    return dict(measure_robustness(judge, scored, resamples=20))


def test_who_reads_only_the_plain_word_loses_what_is_disguised() -> None:
    at_flag = measured(Stub(lambda text: 0.9 if "idiot" in text else 0.1))["flag"]
    assert at_flag.texts == 30
    assert at_flag.kept_under["padding"].value == 1.0
    assert at_flag.kept_under["swaps"].value < 0.3
    assert at_flag.kept.value == pytest.approx(
        np.mean([kept.value for kept in at_flag.kept_under.values()])
    )
    assert at_flag.kept.low < at_flag.kept.value < at_flag.kept.high


def test_who_cleans_first_keeps_more() -> None:
    blunt = measured(Stub(lambda text: 0.9 if "idiot" in text else 0.1))["flag"]
    sharp = measured(Stub(lambda text: 0.9 if "idiot" in clean(text).text else 0.1))["flag"]
    assert sharp.kept.value > blunt.kept.value + 0.2
    assert sharp.kept_under["zero_width"].value == 1.0


def test_a_text_that_has_no_score_under_a_disguise_is_lost() -> None:
    at_flag = measured(Stub(lambda text: 0.9 if text in TOXIC else None))["flag"]
    assert at_flag.kept.value == 0.0


def test_only_what_was_detected_undisguised_is_asked_about() -> None:
    scores = {text: 0.9 if text.endswith("7") else 0.3 for text in TOXIC}
    at = measured(Stub(lambda text: scores.get(text, 0.1)))
    assert (at["flag"].texts, at["1_in_1000"].texts) == (3, 30)


def test_a_disguise_that_alarms_on_benign_texts_shows() -> None:
    judge = Stub(lambda text: 0.9 if "idiot" in text or "\n" in text else 0.1)
    at_flag = measured(judge)["flag"]
    assert at_flag.false_alarms_under["split"].value == 1.0
    assert at_flag.false_alarms_under["leet"].value == 0.0
    assert at_flag.false_alarms.value == pytest.approx(1 / len(ATTACKS))


def test_texts_that_an_attack_leaves_alone_do_not_count_for_it() -> None:
    short = ["ok", "hi"] * 20
    at_flag = measured(Stub(lambda text: 0.9 if "idiot" in text else 0.1), benign=short)["flag"]
    assert np.isnan(at_flag.false_alarms_under["leet"].value)
    assert at_flag.false_alarms_under["padding"].value == 0.0


def test_a_second_threshold_is_that_of_one_false_alarm_in_a_thousand() -> None:
    judge = Stub(lambda text: 0.9 if "idiot" in text else 0.3)
    assert 0.3 < measured(judge)["1_in_1000"].threshold < 0.31


def test_without_benign_chats_nothing_is_said() -> None:
    judge = Stub(lambda text: 0.9)
    assert (
        measure_robustness(judge, [score_set(judge, one_label("gametox", TOXIC, [1] * 30))]) == {}
    )
