"""Figures by language: sets of rows, and the suite of short chat lines.

What is told of each: how well `toxic` is ranked, and what becomes of toxic and of benign rows at the thresholds
that the bundle ships: flagged, unscored, or clean. A toxic row that is clean is the failure that counts.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifier.data.reader import LabelledTexts
from classifier.data.split import is_held_out
from classifier.evaluation.scored import CHUNK_SIZE
from classifier.inference.scorer import Scorer
from classifier.labels import Label, Scores, Unscored, thresholds_of
from classifier.metrics.bootstrap import Estimate, bootstrap
from classifier.metrics.formulas import Floats
from classifier.metrics.ranking import roc_auc
from classifier.text.normalize import clean

SUITE_FILE = Path(__file__).parents[1] / "suites" / "languages.toml"
"""Invented lines by language, `toxic` and `benign`, of which nothing may be learned."""
RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts of what became of some rows: flagged, unscored, or clean, which is neither."""

    flagged: int
    unscored: int
    clean: int

    @property
    def rows(self) -> int:
        """Number of the rows."""
        return self.flagged + self.unscored + self.clean


@dataclass(frozen=True, slots=True)
class LanguageResult:
    """Result of a set in one language. ROC AUC is of `toxic`, over the rows that are scored."""

    name: str
    language: str
    toxic: Outcomes
    benign: Outcomes
    roc_auc: Estimate | None


def measure_language_sets(
    scorer: Scorer, sets: Sequence[LabelledTexts], *, resamples: int = RESAMPLES
) -> list[LanguageResult]:
    """Return the results of sets of rows, by the language of most of their rows."""
    return [_measure(scorer, each, resamples=resamples) for each in sets]


def measure_language_suite(scorer: Scorer) -> list[LanguageResult]:
    """Return the results of the suite of invented lines, one a language."""
    suite: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(SUITE_FILE.read_text("utf-8"))
    column = list(Label).index(Label.TOXIC)
    results = []
    for code, lines in suite.items():
        texts = [*lines["toxic"], *lines["benign"]]
        targets = np.full((len(texts), len(Label)), np.nan)
        targets[:, column] = [1.0] * len(lines["toxic"]) + [0.0] * len(lines["benign"])
        rows = LabelledTexts("suite", texts, targets, np.ones(len(texts)), [code] * len(texts))
        results.append(_measure(scorer, rows, resamples=RESAMPLES))
    return results


def select_held_out(rows: LabelledTexts, *, share: float) -> LabelledTexts:
    """Return the rows of a set of which no network is trained."""
    held = [i for i, text in enumerate(rows.texts) if is_held_out(clean(text).text, share=share)]
    return LabelledTexts(
        rows.name,
        [rows.texts[i] for i in held],
        rows.targets[held],
        rows.weights[held],
        [rows.languages[i] for i in held],
    )


def _measure(scorer: Scorer, rows: LabelledTexts, *, resamples: int) -> LanguageResult:
    targets = rows.targets[:, list(Label).index(Label.TOXIC)]
    answers = [
        answer
        for begin in range(0, len(rows.texts), CHUNK_SIZE)
        for answer in scorer.score(rows.texts[begin : begin + CHUNK_SIZE])
    ]
    kinds = np.array([_classify(scorer, answer) for answer in answers])
    scores = np.array(
        [each.get(Label.TOXIC, np.nan) if isinstance(each, Scores) else np.nan for each in answers]
    )
    codes = sorted(rows.languages)
    return LanguageResult(
        rows.name,
        max(codes, key=codes.count),
        _count(kinds[targets == 1].tolist()),
        _count(kinds[targets == 0].tolist()),
        _estimate_auc(targets, scores, resamples=resamples),
    )


def _classify(scorer: Scorer, answer: Scores | Unscored) -> str:
    if isinstance(answer, Unscored):
        return "unscored"
    thresholds = thresholds_of(scorer.thresholds, answer)
    is_flagged = any(
        score >= thresholds[label].flag for label, score in answer.items() if label in thresholds
    )
    return "flagged" if is_flagged else "clean"


def _count(kinds: Sequence[str]) -> Outcomes:
    return Outcomes(kinds.count("flagged"), kinds.count("unscored"), kinds.count("clean"))


def _estimate_auc(targets: Floats, scores: Floats, *, resamples: int) -> Estimate | None:
    known = ~np.isnan(targets) & ~np.isnan(scores)
    if len(np.unique(targets[known])) < 2:  # noqa: PLR2004 - both classes
        return None
    wanted, ranked = targets[known], scores[known]
    (estimate,) = bootstrap(
        lambda weights: [roc_auc(wanted, ranked, weights)],
        np.ones(len(wanted)),
        resamples=resamples,
    )
    return estimate


def as_json(results: Sequence[LanguageResult]) -> list[dict[str, Any]]:
    """Return results as plain values."""
    return [asdict(result) for result in results]
