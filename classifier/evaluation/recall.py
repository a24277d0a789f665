"""How much of what is toxic is found when 1 benign message in 1,000 may be flagged: over many sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.data.datasets import RECALL_SETS
from classifier.evaluation.scored import ScoredSet, benign_scores
from classifier.metrics.bootstrap import RESAMPLES, Estimate, estimate
from classifier.metrics.formulas import FALSE_ALARM_RATE, Floats
from classifier.metrics.ranking import lowest_score_at_alarm_rate


@dataclass(frozen=True, slots=True)
class Recall:
    """Recall at the score that flags `FALSE_ALARM_RATE` of the benign rows: the mean, and of sets."""

    threshold: float
    mean: Estimate
    sets: Mapping[str, Estimate]


def measure_recall(sets: Sequence[ScoredSet], *, resamples: int = RESAMPLES) -> Recall | None:
    """Recall over those of `RECALL_SETS` that are there; None without benign chats or without any of them.

    Benign rows and the rows of every set are resampled, so that the interval of the mean knows
    that all sets share one threshold.
    """
    benign = np.nan_to_num(benign_scores(sets), nan=0.0)
    toxic = {
        each.rows.name: np.nan_to_num(each.toxic_scores, nan=0.0)
        for each in sets
        if each.rows.name in RECALL_SETS and len(each.toxic_scores)
    }
    if not toxic or not len(benign):
        return None
    threshold = lowest_score_at_alarm_rate(benign, FALSE_ALARM_RATE)
    draws = _draw(list(toxic.values()), benign, resamples=resamples)
    found = [float((scores >= threshold).mean()) for scores in toxic.values()]
    estimates = [estimate(*pair) for pair in zip(found, draws.T, strict=True)]
    mean = estimate(float(np.mean(found)), draws.mean(axis=1))
    return Recall(threshold, mean, dict(zip(toxic, estimates, strict=True)))


def _draw(toxic: Sequence[Floats], benign: Floats, *, resamples: int) -> Floats:
    """Recalls (resamples, sets). How many rows of a resampled set lie above a score is binomial."""
    rng = np.random.default_rng(0)
    draws = np.empty((resamples, len(toxic)))
    for draw in draws:
        resampled = benign[rng.integers(0, len(benign), len(benign))]
        bar = lowest_score_at_alarm_rate(resampled, FALSE_ALARM_RATE)
        for place, scores in enumerate(toxic):
            draw[place] = rng.binomial(len(scores), (scores >= bar).mean()) / len(scores)
    return draws
