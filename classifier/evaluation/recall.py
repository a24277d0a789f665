"""Recall over several sets at the threshold that flags 1 benign message in 1,000."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.data.datasets import RECALL_SETS
from classifier.evaluation.scored import ScoredSet, benign_scores
from classifier.metrics.bootstrap import RESAMPLES, Estimate, build_estimate
from classifier.metrics.formulas import FALSE_ALARM_RATE, Floats
from classifier.metrics.ranking import threshold_at_false_alarm_rate


@dataclass(frozen=True, slots=True)
class RecallResult:
    """Recall at the score that flags `FALSE_ALARM_RATE` of the benign rows: the mean over sets, and of each."""

    threshold: float
    mean: Estimate
    sets: Mapping[str, Estimate]


def measure_recall(sets: Sequence[ScoredSet], *, resamples: int = RESAMPLES) -> RecallResult | None:
    """Return the recall over those of `RECALL_SETS` that are there; None without any, or without benign chats.

    Benign rows and the rows of every set are resampled together, as all sets share one threshold.
    """
    benign = np.nan_to_num(benign_scores(sets), nan=0.0)
    toxic = {
        each.rows.name: np.nan_to_num(each.toxic_scores, nan=0.0)
        for each in sets
        if each.rows.name in RECALL_SETS and len(each.toxic_scores)
    }
    if not toxic or not len(benign):
        return None
    threshold = threshold_at_false_alarm_rate(benign, FALSE_ALARM_RATE)
    draws = _resample_recalls(list(toxic.values()), benign, resamples=resamples)
    recalls = [float((scores >= threshold).mean()) for scores in toxic.values()]
    estimates = [build_estimate(*pair) for pair in zip(recalls, draws.T, strict=True)]
    mean = build_estimate(float(np.mean(recalls)), draws.mean(axis=1))
    return RecallResult(threshold, mean, dict(zip(toxic, estimates, strict=True)))


def _resample_recalls(toxic: Sequence[Floats], benign: Floats, *, resamples: int) -> Floats:
    """Return recalls (resamples, sets). The rows of a resampled set above a score are binomial in number."""
    rng = np.random.default_rng(0)
    draws = np.empty((resamples, len(toxic)))
    for draw in draws:
        resampled = benign[rng.integers(0, len(benign), len(benign))]
        threshold = threshold_at_false_alarm_rate(resampled, FALSE_ALARM_RATE)
        for column, scores in enumerate(toxic):
            draw[column] = rng.binomial(len(scores), (scores >= threshold).mean()) / len(scores)
    return draws
