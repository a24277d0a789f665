import re

import pytest

from classifier.augment.templates import fill_templates
from classifier.data.train_config import TrainConfig
from classifier.evaluation.functional import (
    GROUPS,
    GROUPS_PER_CASE,
    FunctionalCase,
    measure_suite,
    read_suite,
)
from tests.classifier.stub import StubScorer

SUITE = read_suite()
LEARNED = 100_000
"""Sentences that the bundle that ships asked for."""


def test_the_suite_has_three_hundred_cases_that_differ() -> None:
    assert len({case.number for case in SUITE}) >= 300
    assert len({case.text for case in SUITE}) == len(SUITE)


def test_every_theme_has_toxic_and_benign_cases() -> None:
    for theme in {case.theme for case in SUITE}:
        assert {case.is_toxic for case in SUITE if case.theme == theme} == {True, False}


def test_a_case_about_a_group_is_asked_about_several() -> None:
    assert not any(re.search(r"\[|\]", case.text) for case in SUITE)
    numbers = [case.number for case in SUITE]
    assert {numbers.count(number) for number in numbers} == {1, GROUPS_PER_CASE}
    for names in GROUPS:
        assert any(names[0].lower() in case.text.lower() for case in SUITE)


def runs(text: str) -> set[tuple[str, ...]]:
    """Return all runs of five words."""
    words = re.findall(r"[a-z']+", text.lower())
    return set(zip(*(words[n:] for n in range(5)), strict=False))


def test_no_training_template_shares_five_words_in_a_row_with_a_case() -> None:
    sentences = fill_templates(LEARNED, seed=TrainConfig().seed, weight=1.0).texts
    learned = set().union(*map(runs, sentences))
    assert len(learned) > 10_000
    assert [case.text for case in SUITE if runs(case.text) & learned] == []


def test_each_theme_and_each_function_has_its_own_result() -> None:
    cases = [
        FunctionalCase(0, "bad", "insult", "plain", is_toxic=True),
        FunctionalCase(1, "fine", "praise", "plain", is_toxic=False),
        FunctionalCase(2, "so so", "irony", "hidden", is_toxic=True),
        FunctionalCase(3, "well", "joke", "hidden", is_toxic=False),
        FunctionalCase(4, "bad luck", "joke", "hidden", is_toxic=False),
    ]
    found = measure_suite(
        StubScorer(lambda text: 0.9 if "bad" in text else 0.2), cases, resamples=5
    )
    assert found.cases == 5
    assert found.themes["plain"].value == 1.0
    assert found.themes["hidden"].value == pytest.approx(0.25)
    right = {name: figures.right.value for name, figures in found.functions.items()}
    assert right == {"insult": 1.0, "praise": 1.0, "irony": 0.0, "joke": 0.5}


def test_a_case_without_a_score_is_not_detected() -> None:
    cases = [
        FunctionalCase(0, "bad", "a", "t", is_toxic=True),
        FunctionalCase(1, "ok", "b", "t", is_toxic=False),
    ]
    found = measure_suite(StubScorer(lambda text: None), cases, resamples=5)
    assert found.functions["a"].right.value == 0.0
    assert found.functions["b"].right.value == 1.0
