"""Every figure of every set, and the false alarms of the benign ones."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from classifier.evaluation.recall import measure_recall
from classifier.evaluation.results import (
    Evaluation,
    FalseAlarms,
    LabelResult,
    SetResult,
    TierFigures,
)
from classifier.evaluation.scored import ScoredSet, ScorerProtocol, Thresholds, benign_scores
from classifier.labels import Label, LabelThresholds, Reason
from classifier.metrics.bootstrap import RESAMPLES, label_figures, mean_auc, recall_at_false_alarms
from classifier.metrics.formulas import Floats, wilson_interval


def summarize(
    sets: Sequence[ScoredSet],
    judge: ScorerProtocol,
    *,
    held_out: Sequence[ScoredSet] = (),
    resamples: int = RESAMPLES,
) -> Evaluation:
    """All figures of scored sets, at the thresholds of the judge.

    Texts without a score are counted. They reach no threshold, and ranking is about the others.
    """
    benign = [each for each in sets if each.is_benign]
    pooled = benign_scores(sets)

    def describe(scored: Sequence[ScoredSet]) -> dict[str, SetResult]:
        return {
            each.rows.name: _describe(each, pooled, judge.thresholds, resamples=resamples)
            for each in scored
            if not each.is_benign
        }

    return Evaluation(
        version=judge.version,
        bootstrap_resamples=resamples,
        sets=describe(sets),
        held_out=describe(held_out),
        recall=measure_recall([*sets, *held_out], resamples=resamples),
        false_alarms={
            each.rows.name: _count_false_alarms([each], judge.thresholds) for each in benign
        },
        false_alarms_pooled=_count_false_alarms(benign, judge.thresholds) if benign else None,
    )


def _describe(
    scored: ScoredSet, benign: Floats, thresholds: Thresholds, *, resamples: int
) -> SetResult:
    rows, toxic = scored.rows, scored.toxic_scores
    labels = {
        label: _label_result(scored.column(label), thresholds[label], resamples=resamples)
        for label in scored.labels
    }
    mean = recall = None
    if len(labels) == len(Label) and not np.isnan(rows.targets).any():
        mean = mean_auc(rows.targets, scored.scores, rows.weights, resamples=resamples)
    if len(toxic) and len(benign):
        recall = recall_at_false_alarms(toxic, benign, resamples=resamples)
    return SetResult(len(rows.texts), scored.unscored, mean, recall, labels)


def _label_result(
    column: tuple[Floats, Floats, Floats], threshold: LabelThresholds, *, resamples: int
) -> LabelResult:
    return LabelResult(
        label_figures(*column, resamples=resamples),
        _tier_figures(*column, threshold=threshold.flag),
        None if threshold.act is None else _tier_figures(*column, threshold=threshold.act),
    )


def _tier_figures(
    targets: Floats, scores: Floats, weights: Floats, *, threshold: float
) -> TierFigures:
    taken = scores >= threshold
    held = weights[taken]
    hits, reached = float(np.sum(held * targets[taken])), float(held.sum())
    precision = low = high = float("nan")
    if reached:
        precision = hits / reached
        low, high = wilson_interval(precision, reached**2 / float(np.sum(held**2)))
    recall = hits / float(np.sum(weights * targets))
    return TierFigures(threshold, reached / float(weights.sum()), precision, low, high, recall)


def _count_false_alarms(sets: Sequence[ScoredSet], thresholds: Thresholds) -> FalseAlarms:
    scores = np.concatenate([each.scores for each in sets])
    unscored = sum((Counter(each.unscored) for each in sets), Counter[Reason]())
    acts = [thresholds[label].act for label in Label]
    flagged, acted = (
        int((scores >= np.array(least)).any(axis=1).sum())
        for least in (
            [thresholds[label].flag for label in Label],
            [np.inf if act is None else act for act in acts],
        )
    )
    rows = len(scores)
    return FalseAlarms(
        rows, dict(unscored), flagged, acted, 1000 * flagged / rows, 1000 * acted / rows
    )
