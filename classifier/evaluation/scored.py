"""Scored data sets: the input of every measurement."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from classifier.data.reader import LabelledTexts
from classifier.labels import Label, LabelThresholds, Reason, Scores, Unscored
from classifier.metrics.formulas import Floats

CHUNK_SIZE = 2048
"""Texts handed to the scorer at once; it batches them itself."""

Thresholds = Mapping[Label, LabelThresholds]


class ScorerProtocol(Protocol):
    """Interface of `classifier.inference.scorer.Scorer` that measurements use."""

    @property
    def version(self) -> str:
        """Version of the bundle."""

    @property
    def thresholds(self) -> Thresholds:
        """Thresholds of the bundle, by label."""

    def score(self, texts: Sequence[str], /) -> list[Scores | Unscored]:
        """Return an answer for each text, in order."""


@dataclass(frozen=True, slots=True)
class ScoredSet:
    """Data set with its scores (N, 6) in the order of `Label`, nan where a text has none."""

    rows: LabelledTexts
    scores: Floats
    unscored: Mapping[Reason, int]

    @property
    def is_benign(self) -> bool:
        """True where every row is labelled as having no label at all."""
        return bool((self.rows.targets == 0).all())

    def column(self, label: Label) -> tuple[Floats, Floats, Floats]:
        """Return targets, scores and weights (M,) of the rows that are labelled for this label."""
        column = list(Label).index(label)
        labelled = ~np.isnan(self.rows.targets[:, column])
        targets, scores = self.rows.targets[labelled, column], self.scores[labelled, column]
        return targets, scores, self.rows.weights[labelled]

    @property
    def labels(self) -> list[Label]:
        """Labels of which the set has positives and negatives."""
        return [label for label in Label if {0.0, 1.0} <= set(self.column(label)[0].tolist())]

    @property
    def toxic_scores(self) -> Floats:
        """Scores of `toxic` (T,) of the toxic rows."""
        targets, scores, _ = self.column(Label.TOXIC)
        toxic: Floats = scores[targets == 1]
        return toxic


def score_texts(
    scorer: ScorerProtocol, texts: Sequence[str]
) -> tuple[Floats, Mapping[Reason, int]]:
    """Return the scores (N, 6) of texts, nan where there are none, and the number of those by reason."""
    scores = np.full((len(texts), len(Label)), np.nan)
    unscored: Counter[Reason] = Counter()
    for begin in range(0, len(texts), CHUNK_SIZE):
        for row, answer in enumerate(scorer.score(texts[begin : begin + CHUNK_SIZE]), begin):
            if isinstance(answer, Unscored):
                unscored[answer.reason] += 1
            else:
                scores[row] = [answer.get(label, np.nan) for label in Label]
    return scores, dict(sorted(unscored.items()))


def score_set(scorer: ScorerProtocol, rows: LabelledTexts) -> ScoredSet:
    """Score a data set."""
    return ScoredSet(rows, *score_texts(scorer, rows.texts))


def benign_scores(sets: Sequence[ScoredSet]) -> Floats:
    """Return the scores of `toxic` (B,) of all rows of the benign sets."""
    benign = [each.column(Label.TOXIC)[1] for each in sets if each.is_benign]
    return np.concatenate([np.empty(0), *benign])
