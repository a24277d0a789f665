"""Figures by language: what becomes of toxic and of benign rows, and the suite of invented lines."""

import io
import tomllib
from collections.abc import Sequence

import numpy as np
import pytest
from rich.console import Console

from classifier.data.reader import LabelledTexts
from classifier.evaluation.by_language import SUITE_FILE, measure_language_sets
from classifier.evaluation.language_report import print_language_suite
from classifier.inference.bundle import DEFAULT
from classifier.inference.scorer import Scorer, load
from classifier.labels import Label

SUITE = tomllib.loads(SUITE_FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load(DEFAULT.with_name("toxicity-lstm-multilingual"))


def make_rows(texts: Sequence[str], toxic: Sequence[float]) -> LabelledTexts:
    targets = np.full((len(texts), len(Label)), np.nan)
    targets[:, list(Label).index(Label.TOXIC)] = toxic
    return LabelledTexts("invented", [*texts], targets, np.ones(len(texts)), ["pt"] * len(texts))


@pytest.mark.parametrize("language", SUITE)
def test_each_language_has_twenty_rude_and_twenty_harmless_lines(language: str) -> None:
    toxic, benign = SUITE[language]["toxic"], SUITE[language]["benign"]

    assert (len(toxic), len(benign)) == (20, 20)
    assert len({*toxic, *benign}) == 40


def test_a_row_is_flagged_unscored_or_clean_and_those_with_a_score_are_ranked(
    scorer: Scorer,
) -> None:
    texts = [
        "vai tomar no cu",
        "дурак",
        "bom dia, a reunião ficou para amanhã",
        "até logo, obrigado",
    ]
    (result,) = measure_language_sets(scorer, [make_rows(texts, [1, 1, 0, 0])])

    assert result.language == "pt"
    assert (result.toxic.flagged, result.toxic.unscored, result.toxic.clean) == (1, 1, 0)
    assert (result.benign.flagged, result.benign.unscored, result.benign.clean) == (0, 0, 2)
    assert result.roc_auc is not None
    assert result.roc_auc.value == 1.0


def test_the_table_of_the_suite_has_every_language_with_an_interval(scorer: Scorer) -> None:
    printed = Console(file=io.StringIO(), width=140)
    print_language_suite(scorer, printed)
    table = printed.file.getvalue()  # type: ignore[attr-defined]

    lines = {line.split()[0]: line for line in table.splitlines() if line.strip()}
    assert {*SUITE} <= {*lines}
    assert " to " in lines["tr"]
