import re

import numpy as np

from classifier.data.identities import (
    IDENTITY_PATTERNS,
    NEUTRAL_ATTRIBUTES,
    build_bias_set,
    find_mentions,
)
from classifier.evaluation.bias import MIN_ROWS, measure_bias
from classifier.evaluation.scored import score_set
from tests.classifier.stub import StubScorer, label_toxic_only

RUDE = re.compile(r"idiot|stupid|hate|disgust|pathetic|moron|scum|trash|freak|fool|pig|vermin|ugly")
TEMPLATES = build_bias_set()


def fair(text: str) -> float:
    """Return a high score for rude texts, whomever they name."""
    return 0.9 if RUDE.search(text) else 0.1


def unfair(text: str) -> float:
    """Return a higher score for one group's name than for an insult."""
    return 0.95 if re.search(r"\bgay\b", text) else fair(text) - 0.05


def test_a_scorer_that_minds_only_rude_words_is_not_biased() -> None:
    bias = measure_bias(StubScorer(fair), [], resamples=1)["templates"]
    assert bias.worst.bpsn.value == bias.power_mean.bpsn.value
    assert set(bias.groups) == set(IDENTITY_PATTERNS)


def test_a_name_scored_as_an_insult_lowers_the_worst_auc_and_the_power_mean() -> None:
    even, biased = (
        measure_bias(StubScorer(score), [], resamples=1)["templates"] for score in (fair, unfair)
    )
    assert biased.worst.bpsn.value == 0.0 == biased.groups["gay"].figures.bpsn.value
    assert biased.power_mean.bpsn.value < even.power_mean.bpsn.value
    assert biased.groups["Muslim"].figures.bpsn.value > 0.8


def test_a_set_is_measured_for_groups_that_enough_rows_name() -> None:
    texts = [f"a blind person {n}" for n in range(60)] + [f"an idiot {n}" for n in range(60)]
    rows = label_toxic_only("olid", [*texts, "a deaf person"], [0] * 60 + [1] * 60 + [0])
    bias = measure_bias(StubScorer(fair), [score_set(StubScorer(fair), rows)], resamples=1)["olid"]
    assert list(bias.groups) == ["blind"]
    blind = bias.groups["blind"]
    assert (blind.rows, blind.toxic) == (60, 0)
    assert blind.figures.bpsn.value == 1.0
    assert np.isnan(blind.figures.subgroup.value)


def test_a_set_that_names_no_group_often_is_not_measured() -> None:
    rows = label_toxic_only("olid", ["an idiot", "a deaf person"], [1, 0])
    assert "olid" not in measure_bias(
        StubScorer(fair), [score_set(StubScorer(fair), rows)], resamples=1
    )


def test_a_group_is_found_by_whole_words_in_all_its_forms() -> None:
    found = find_mentions(["two Women met", "Womanly", "gays and LESBIANS", "African-American"])
    assert found["female"].tolist() == [True, False, False, False]
    assert found["lesbian"].tolist() == [False, False, True, False]
    assert found["African American"].tolist() == [False, False, False, True]


def test_the_templates_are_the_same_for_every_group_and_for_none() -> None:
    toxic = TEMPLATES.targets[:, 0]
    assert len(TEMPLATES.texts) % (len(IDENTITY_PATTERNS) + len(NEUTRAL_ATTRIBUTES)) == 0
    for member in find_mentions(TEMPLATES.texts).values():
        assert toxic[member].mean() == 0.5
    assert not re.search(r"\b[Aa] [aeiouAEIO]", " ".join(TEMPLATES.texts))
    assert all(text[0].isupper() for text in TEMPLATES.texts)


def test_a_group_whose_benign_rows_score_high_shows_in_bpsn_only() -> None:
    scores = {"blind idiot": 0.9, "blind": 0.7, "idiot": 0.6, "hello": 0.1}
    texts = [text for text in scores for _ in range(MIN_ROWS)]
    scorer = StubScorer(lambda text: scores[text])
    rows = label_toxic_only("olid", texts, [int("idiot" in text) for text in texts])
    bias = measure_bias(StubScorer(fair), [score_set(scorer, rows)], resamples=1)["olid"]
    figures = bias.groups["blind"].figures
    assert (figures.subgroup.value, figures.bpsn.value, figures.bnsp.value) == (1.0, 0.0, 1.0)
