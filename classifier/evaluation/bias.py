"""Bias: AUCs of texts that name a group of people against texts that name none.

Borkan et al. 2019, "Nuanced Metrics for Measuring Unintended Bias with Real Data for Text
Classification". BPSN is "background positive, subgroup negative": benign rows that name the group
against toxic rows that do not. BNSP is the reverse.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.data.identities import build_bias_set, find_mentions
from classifier.evaluation.scored import ScoredSet, ScorerProtocol, score_set
from classifier.labels import Label
from classifier.metrics.bootstrap import Estimate, bootstrap
from classifier.metrics.formulas import Floats, Mask, power_mean
from classifier.metrics.ranking import Ranking

SETS = ("bias_madlibs", "jigsaw_natural", "kaggle_insults", "founta", "olid")
"""Sets measured; each alone, as what is toxic differs between them."""

MIN_ROWS = 20
"""Rows of each class that an AUC needs, and benign rows that a group needs to be measured."""

RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class BiasAucs:
    """The three AUCs, of one group or aggregated over groups; nan where too few rows name it."""

    subgroup: Estimate
    bpsn: Estimate
    bnsp: Estimate


@dataclass(frozen=True, slots=True)
class GroupBias:
    """Bias of one group: its rows, the toxic ones among them, its AUCs."""

    rows: int
    toxic: int
    figures: BiasAucs


@dataclass(frozen=True, slots=True)
class Bias:
    """Bias on a set: the worst group and the power mean (p = -5) of all, for each AUC; and every group.

    The interval of the worst leans downwards: in a resample, chance makes some group worse.
    """

    worst: BiasAucs
    power_mean: BiasAucs
    groups: Mapping[str, GroupBias]


def measure_bias(
    scorer: ScorerProtocol, sets: Sequence[ScoredSet], *, resamples: int = RESAMPLES
) -> Mapping[str, Bias]:
    """Return the bias on our own invented templates, and on those of `SETS` that are there."""
    measured = [score_set(scorer, build_bias_set())]
    measured += [each for each in sets if each.rows.name in SETS]
    by_set = {each.rows.name: _measure_set(each, resamples=resamples) for each in measured}
    return {name: bias for name, bias in by_set.items() if bias}


def _measure_set(scored: ScoredSet, *, resamples: int) -> Bias | None:
    targets, scores, _ = scored.column(Label.TOXIC)
    scores = np.nan_to_num(scores, nan=0.0)
    members = {
        name: member
        for name, member in find_mentions(scored.rows.texts).items()
        if np.count_nonzero(member & (targets == 0)) >= MIN_ROWS
    }
    if not members or len(targets) != len(scored.rows.texts):
        return None
    aucs = [
        _build_auc(targets, scores, rows)
        for member in members.values()
        for rows in _select_auc_rows(targets == 1, member)
    ]

    def statistic(weights: Floats) -> list[float]:
        table = np.array([auc(weights) for auc in aucs]).reshape(-1, 3)
        return [*_find_worst(table), *_power_means(table), *table.ravel().tolist()]

    estimates = bootstrap(statistic, np.ones(len(targets)), resamples=resamples)
    worst, mean, *each = (BiasAucs(*estimates[i : i + 3]) for i in range(0, len(estimates), 3))
    groups = {
        name: GroupBias(int(member.sum()), int(targets[member].sum()), figures)
        for (name, member), figures in zip(members.items(), each, strict=True)
    }
    return Bias(worst, mean, groups)


def _select_auc_rows(toxic: Mask, member: Mask) -> tuple[Mask, Mask, Mask]:
    """Return the masks (N,) of subgroup, BPSN and BNSP: which rows each AUC compares."""
    return member, member ^ toxic, member == toxic


def _build_auc(targets: Floats, scores: Floats, rows: Mask) -> Callable[[Floats], float]:
    """Return the AUC of some rows by the weights of all; nan where a class has fewer than `MIN_ROWS`."""
    if min(np.count_nonzero(targets[rows] == kind) for kind in (0, 1)) < MIN_ROWS:
        return lambda weights: float("nan")
    ranking = Ranking(targets[rows], scores[rows])
    return lambda weights: ranking.count(weights[rows]).roc_auc()


def _find_worst(table: Floats) -> list[float]:
    known = [column[~np.isnan(column)] for column in table.T]
    return [float(column.min()) if len(column) else float("nan") for column in known]


def _power_means(table: Floats) -> list[float]:
    return [power_mean(column.tolist()) for column in table.T]
