"""Sets with their scores: what every measure looks at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from classifier.data.reader import LabelledTexts
from classifier.labels import Label, LabelThresholds, Reason, Scores, Unscored
from classifier.metrics.formulas import Floats

CHUNK = 2048
"""Texts handed to the scorer at once; it batches inside."""

Thresholds = Mapping[Label, LabelThresholds]


class ScorerProtocol(Protocol):
    """Whatever answers as `classifier.inference.scorer.Scorer` does."""

    @property
    def version(self) -> str:
        """Which bundle answers."""

    @property
    def thresholds(self) -> Thresholds:
        """From where on it flags and acts."""

    def score(self, texts: Sequence[str], /) -> list[Scores | Unscored]:
        """An answer for each text, in order."""


@dataclass(frozen=True, slots=True)
class ScoredSet:
    """A set with its scores (N, 6) in the order of `Label`, nan where a text has none."""

    rows: LabelledTexts
    scores: Floats
    unscored: Mapping[Reason, int]

    @property
    def is_benign(self) -> bool:
        """Whether every row is known to deserve no label at all."""
        return bool((self.rows.targets == 0).all())

    def column(self, label: Label) -> tuple[Floats, Floats, Floats]:
        """Targets, scores and weights (M,) of the rows that the set judges by this label."""
        place = list(Label).index(label)
        known = ~np.isnan(self.rows.targets[:, place])
        targets, scores = self.rows.targets[known, place], self.scores[known, place]
        return targets, scores, self.rows.weights[known]

    @property
    def labels(self) -> list[Label]:
        """The labels of which it has positives and negatives."""
        return [label for label in Label if {0.0, 1.0} <= set(self.column(label)[0].tolist())]

    @property
    def toxic_scores(self) -> Floats:
        """The score of `toxic` of each toxic row (T,)."""
        targets, scores, _ = self.column(Label.TOXIC)
        toxic: Floats = scores[targets == 1]
        return toxic


def score_texts(judge: ScorerProtocol, texts: Sequence[str]) -> tuple[Floats, Mapping[Reason, int]]:
    """The scores (N, 6) of texts, nan where there are none, and how often that is, by reason."""
    scores = np.full((len(texts), len(Label)), np.nan)
    unscored: Counter[Reason] = Counter()
    for begin in range(0, len(texts), CHUNK):
        for place, answer in enumerate(judge.score(texts[begin : begin + CHUNK]), begin):
            if isinstance(answer, Unscored):
                unscored[answer.reason] += 1
            else:
                scores[place] = [answer[label] for label in Label]
    return scores, dict(sorted(unscored.items()))


def score_set(judge: ScorerProtocol, rows: LabelledTexts) -> ScoredSet:
    """A set with its scores."""
    return ScoredSet(rows, *score_texts(judge, rows.texts))


def benign_scores(sets: Sequence[ScoredSet]) -> Floats:
    """The score of `toxic` of each row of the benign sets, pooled: (B,)."""
    benign = [each.column(Label.TOXIC)[1] for each in sets if each.is_benign]
    return np.concatenate([np.empty(0), *benign])
