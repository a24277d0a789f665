"""Summary: all metrics of each scored set, and the false alarms of the benign ones."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from classifier.evaluation.recall import measure_recall
from classifier.evaluation.results import (
    Evaluation,
    FalseAlarms,
    LabelResult,
    SetResult,
    TierMetrics,
)
from classifier.evaluation.scored import ScoredSet, ScorerProtocol, Thresholds, benign_scores
from classifier.labels import Label, LabelThresholds, Reason
from classifier.metrics.bootstrap import (
    RESAMPLES,
    compute_label_metrics,
    compute_mean_auc,
    estimate_recall_at_false_alarms,
)
from classifier.metrics.formulas import Floats, wilson_interval


def summarize(
    sets: Sequence[ScoredSet],
    scorer: ScorerProtocol,
    *,
    held_out: Sequence[ScoredSet] = (),
    resamples: int = RESAMPLES,
) -> Evaluation:
    """Return the metrics of scored sets, at the thresholds of the scorer.

    Texts without a score are counted. They reach no threshold, and are left out of the ranking.
    """
    benign = [each for each in sets if each.is_benign]
    pooled = benign_scores(sets)

    def summarize_sets(scored: Sequence[ScoredSet]) -> dict[str, SetResult]:
        return {
            each.rows.name: _summarize_set(each, pooled, scorer.thresholds, resamples=resamples)
            for each in scored
            if not each.is_benign
        }

    return Evaluation(
        version=scorer.version,
        bootstrap_resamples=resamples,
        sets=summarize_sets(sets),
        held_out=summarize_sets(held_out),
        recall=measure_recall([*sets, *held_out], resamples=resamples),
        false_alarms={
            each.rows.name: _count_false_alarms([each], scorer.thresholds) for each in benign
        },
        false_alarms_pooled=_count_false_alarms(benign, scorer.thresholds) if benign else None,
    )


def _summarize_set(
    scored: ScoredSet, benign: Floats, thresholds: Thresholds, *, resamples: int
) -> SetResult:
    rows, toxic = scored.rows, scored.toxic_scores
    labels = {
        label: _build_label_result(scored.column(label), thresholds[label], resamples=resamples)
        for label in scored.labels
    }
    mean = recall = None
    if len(labels) == len(Label) and not np.isnan(rows.targets).any():
        mean = compute_mean_auc(rows.targets, scored.scores, rows.weights, resamples=resamples)
    if len(toxic) and len(benign):
        recall = estimate_recall_at_false_alarms(toxic, benign, resamples=resamples)
    return SetResult(len(rows.texts), scored.unscored, mean, recall, labels)


def _build_label_result(
    column: tuple[Floats, Floats, Floats], threshold: LabelThresholds, *, resamples: int
) -> LabelResult:
    return LabelResult(
        compute_label_metrics(*column, resamples=resamples),
        _compute_tier_metrics(*column, threshold=threshold.flag),
        None if threshold.act is None else _compute_tier_metrics(*column, threshold=threshold.act),
    )


def _compute_tier_metrics(
    targets: Floats, scores: Floats, weights: Floats, *, threshold: float
) -> TierMetrics:
    taken = scores >= threshold
    taken_weights = weights[taken]
    true_positives = float(np.sum(taken_weights * targets[taken]))
    total = float(taken_weights.sum())
    precision = low = high = float("nan")
    if total:
        precision = true_positives / total
        low, high = wilson_interval(precision, total**2 / float(np.sum(taken_weights**2)))
    recall = true_positives / float(np.sum(weights * targets))
    return TierMetrics(threshold, total / float(weights.sum()), precision, low, high, recall)


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
