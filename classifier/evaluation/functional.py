"""A functional suite: invented cases, each of which asks for one thing that a classifier must do.

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

SUITE = Path(__file__).parents[1] / "suites" / "functional.toml"
"""Never trained on: what has been learned by heart says nothing of the rest."""

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
"""What stands for [groups], [member] and [group]: each case speaks of three of them in turn."""

FILLED = 3
RESAMPLES = 300

_SLOT = re.compile(r"\[(groups|member|group)\]")


@dataclass(frozen=True, slots=True)
class FunctionalCase:
    """One text of the suite, and whether it is toxic; those of one `number` differ in the group only."""

    number: int
    text: str
    function: str
    theme: str
    is_toxic: bool


@dataclass(frozen=True, slots=True)
class FunctionFigures:
    """One function: the share of its cases on the right side of the `flag` threshold of `toxic`."""

    cases: int
    is_toxic: bool
    theme: str
    right: Estimate


@dataclass(frozen=True, slots=True)
class Functions:
    """ROC AUC over the suite and within each theme, by the score of `toxic`; and every function.

    Intervals resample what was written, with all the groups that it was filled with.
    """

    cases: int
    auc: Estimate
    themes: Mapping[str, Estimate]
    functions: Mapping[str, FunctionFigures]


def read_suite(file: Path = SUITE) -> list[FunctionalCase]:
    """All cases, their slots filled with groups."""
    functions = tomllib.loads(file.read_text("utf-8"))
    written = [
        (name, function, case) for name, function in functions.items() for case in function["cases"]
    ]
    return [
        FunctionalCase(number, text, name, str(function["theme"]), bool(function["toxic"]))
        for number, (name, function, case) in enumerate(written)
        for text in _fill(case, number)
    ]


def measure_functions(
    judge: ScorerProtocol,
    suite: Sequence[FunctionalCase] | None = None,
    *,
    resamples: int = RESAMPLES,
) -> Functions:
    """How a bundle does on a suite, by default ours. A text without a score counts as 0."""
    cases = read_suite() if suite is None else suite
    toxic = np.array([float(case.is_toxic) for case in cases])
    scores = np.nan_to_num(score_texts(judge, [case.text for case in cases])[0][:, 0], nan=0.0)
    is_right = (scores >= judge.thresholds[Label.TOXIC].flag) == toxic
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
            ranking.counts(weights[rows]).roc_auc()
            for ranking, rows in zip(rankings, of_theme, strict=True)
        ]
        return [
            whole.counts(weights).roc_auc(),
            *aucs,
            *(_share(is_right[rows], weights[rows]) for rows in of_function),
        ]

    auc, *others = bootstrap(statistic, np.ones(numbers.max() + 1), resamples=resamples)
    right = others[len(themes) :]
    return Functions(
        len(cases),
        auc,
        dict(zip(themes, others, strict=False)),
        {
            name: FunctionFigures(int(rows.sum()), case.is_toxic, case.theme, share)
            for (name, case), rows, share in zip(functions.items(), of_function, right, strict=True)
        },
    )


def _fill(case: str, number: int) -> list[str]:
    """A case about `FILLED` groups, or as it is where it names none."""
    if not _SLOT.search(case):
        return [case]
    places = {"groups": 0, "member": 1, "group": 2}
    filled = []
    for k in range(FILLED):
        group = GROUPS[(number * FILLED + k) % len(GROUPS)]
        text = _SLOT.sub(lambda m, group=group: group[places[m[1]]], case)  # type: ignore[misc]
        filled.append(text[0].upper() + text[1:])
    return filled


def _share(is_right: Floats, weights: Floats) -> float:
    return float(np.average(is_right, weights=weights)) if weights.sum() else float("nan")
