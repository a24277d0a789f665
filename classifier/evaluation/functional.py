"""Functional suite: invented cases, each of one function that a classifier must have.

After the idea of Röttger et al. 2021, "HateCheck: Functional Tests for Hate Speech Detection
Models", and of none of its sentences. The cases are in `suites/functional.toml`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.evaluation.scored import ScorerProtocol, score_texts
from classifier.labels import Label
from classifier.metrics.bootstrap import Estimate, bootstrap
from classifier.metrics.formulas import Floats
from classifier.metrics.ranking import Ranking

SUITE_FILE = Path(__file__).parents[1] / "suites" / "functional.toml"
"""Suite that is never trained on, or it would measure memory."""

GROUPS = (
    ("gay people", "a gay person", "gay"),
    ("Muslims", "a Muslim", "Muslim"),
    ("women", "a woman", "female"),
    ("immigrants", "an immigrant", "immigrant"),
    ("Black people", "a Black person", "Black"),
    ("Jews", "a Jew", "Jewish"),
    ("disabled people", "a disabled person", "disabled"),
    ("trans people", "a trans person", "trans"),
)
"""Fillers of [groups], [member] and [group]; each case is filled with `GROUPS_PER_CASE` of them in turn."""

GROUPS_PER_CASE = 3
RESAMPLES = 300

_SLOT = re.compile(r"\[(groups|member|group)\]")


@dataclass(frozen=True, slots=True)
class FunctionalCase:
    """One text of the suite and its label; those of one `number` differ in the group only."""

    number: int
    text: str
    function: str
    theme: str
    is_toxic: bool


@dataclass(frozen=True, slots=True)
class FunctionResult:
    """Result of one function: the share of its cases on the right side of the `flag` threshold of `toxic`."""

    cases: int
    is_toxic: bool
    theme: str
    right: Estimate


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """Result of the suite: ROC AUC over all cases and within each theme, by the score of `toxic`; every function.

    Intervals resample the written cases, each with all the groups that it was filled with.
    """

    cases: int
    auc: Estimate
    themes: Mapping[str, Estimate]
    functions: Mapping[str, FunctionResult]


def read_suite(file: Path = SUITE_FILE) -> list[FunctionalCase]:
    """Read all cases, their slots filled with groups."""
    functions = tomllib.loads(file.read_text("utf-8"))
    written = [
        (name, function, case) for name, function in functions.items() for case in function["cases"]
    ]
    return [
        FunctionalCase(number, text, name, str(function["theme"]), bool(function["toxic"]))
        for number, (name, function, case) in enumerate(written)
        for text in _fill_slots(case, number)
    ]


def measure_suite(
    scorer: ScorerProtocol,
    suite: Sequence[FunctionalCase] | None = None,
    *,
    resamples: int = RESAMPLES,
) -> SuiteResult:
    """Return the result of a scorer on a suite, by default ours. A text without a score counts as 0."""
    cases = read_suite() if suite is None else suite
    toxic = np.array([float(case.is_toxic) for case in cases])
    scores = np.nan_to_num(score_texts(scorer, [case.text for case in cases])[0][:, 0], nan=0.0)
    is_right = (scores >= scorer.thresholds[Label.TOXIC].flag) == toxic
    numbers = np.array([case.number for case in cases])
    themes = list(dict.fromkeys(case.theme for case in cases))
    functions = {case.function: case for case in cases}
    of_theme = [np.array([case.theme == theme for case in cases]) for theme in themes]
    of_function = [np.array([case.function == name for case in cases]) for name in functions]
    rankings = [Ranking(toxic[rows], scores[rows]) for rows in of_theme]
    whole = Ranking(toxic, scores)

    def statistic(weight_of_number: Floats) -> list[float]:
        weights = weight_of_number[numbers]
        aucs = [
            ranking.count(weights[rows]).roc_auc()
            for ranking, rows in zip(rankings, of_theme, strict=True)
        ]
        return [
            whole.count(weights).roc_auc(),
            *aucs,
            *(_weighted_share(is_right[rows], weights[rows]) for rows in of_function),
        ]

    auc, *others = bootstrap(statistic, np.ones(numbers.max() + 1), resamples=resamples)
    right = others[len(themes) :]
    return SuiteResult(
        len(cases),
        auc,
        dict(zip(themes, others, strict=False)),
        {
            name: FunctionResult(int(rows.sum()), case.is_toxic, case.theme, share)
            for (name, case), rows, share in zip(functions.items(), of_function, right, strict=True)
        },
    )


def _fill_slots(case: str, number: int) -> list[str]:
    """Return a case filled with `GROUPS_PER_CASE` groups, or as it is where it has no slot."""
    if not _SLOT.search(case):
        return [case]
    places = {"groups": 0, "member": 1, "group": 2}
    filled = []
    for k in range(GROUPS_PER_CASE):
        group = GROUPS[(number * GROUPS_PER_CASE + k) % len(GROUPS)]
        text = _SLOT.sub(lambda m, group=group: group[places[m[1]]], case)  # type: ignore[misc]
        filled.append(text[0].upper() + text[1:])
    return filled


def _weighted_share(is_right: Floats, weights: Floats) -> float:
    return float(np.average(is_right, weights=weights)) if weights.sum() else float("nan")
