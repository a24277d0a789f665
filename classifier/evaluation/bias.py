"""Bias: do sentences that name a group of people rank above insults that name none?

Borkan et al. 2019, "Nuanced Metrics for Measuring Unintended Bias with Real Data for Text
Classification". BPSN is "background positive, subgroup negative": harmless rows that name the group
against toxic rows that do not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.data.identities import build_templates, find_members
from classifier.evaluation.scored import ScoredSet, ScorerProtocol, score_set
from classifier.labels import Label
from classifier.metrics.bootstrap import Estimate, bootstrap
from classifier.metrics.formulas import Floats, Mask, power_mean
from classifier.metrics.ranking import Ranking

SETS = ("bias_madlibs", "jigsaw_natural", "kaggle_insults", "founta", "olid")
"""Sets that are looked at; each alone, as what is toxic differs between them."""

LEAST = 20
"""Rows of each kind, toxic and not, that name a group, for an AUC that needs them."""

RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class BiasFigures:
    """The three AUCs, of one group or summed up over groups; nan where too few rows name it."""

    subgroup: Estimate
    bpsn: Estimate
    bnsp: Estimate


@dataclass(frozen=True, slots=True)
class GroupBias:
    """One group: its rows, how many of them are toxic, its AUCs."""

    rows: int
    toxic: int
    figures: BiasFigures


@dataclass(frozen=True, slots=True)
class Bias:
    """A set: the worst group and the power mean (p = -5) of all, for each AUC; and every group.

    The interval of a worst leans downwards: in a resample, chance makes some group worse.
    """

    worst: BiasFigures
    power_mean: BiasFigures
    groups: Mapping[str, GroupBias]


def measure_bias(
    judge: ScorerProtocol, sets: Sequence[ScoredSet], *, resamples: int = RESAMPLES
) -> Mapping[str, Bias]:
    """Bias on our own invented templates, and on those of `SETS` that are there."""
    looked_at = [score_set(judge, build_templates())]
    looked_at += [each for each in sets if each.rows.name in SETS]
    found = {each.rows.name: _measure(each, resamples=resamples) for each in looked_at}
    return {name: bias for name, bias in found.items() if bias}


def _measure(scored: ScoredSet, *, resamples: int) -> Bias | None:
    targets, scores, _ = scored.column(Label.TOXIC)
    scores = np.nan_to_num(scores, nan=0.0)
    members = {
        name: member
        for name, member in find_members(scored.rows.texts).items()
        if np.count_nonzero(member & (targets == 0)) >= LEAST
    }
    if not members or len(targets) != len(scored.rows.texts):
        return None
    aucs = [
        _auc(targets, scores, rows)
        for member in members.values()
        for rows in _three(targets == 1, member)
    ]

    def statistic(weights: Floats) -> list[float]:
        table = np.array([auc(weights) for auc in aucs]).reshape(-1, 3)
        return [*_worst(table), *_power_means(table), *table.ravel().tolist()]

    estimates = bootstrap(statistic, np.ones(len(targets)), resamples=resamples)
    worst, mean, *each = (BiasFigures(*estimates[i : i + 3]) for i in range(0, len(estimates), 3))
    groups = {
        name: GroupBias(int(member.sum()), int(targets[member].sum()), figures)
        for (name, member), figures in zip(members.items(), each, strict=True)
    }
    return Bias(worst, mean, groups)


def _three(toxic: Mask, member: Mask) -> tuple[Mask, Mask, Mask]:
    """Whose rows each AUC compares: the group's own; its benign with others' toxic; the reverse."""
    return member, member ^ toxic, member == toxic


def _auc(targets: Floats, scores: Floats, rows: Mask) -> Callable[[Floats], float]:
    """The AUC of some rows under weights of all; nan where a class has fewer than `LEAST` of them."""
    if min(np.count_nonzero(targets[rows] == kind) for kind in (0, 1)) < LEAST:
        return lambda weights: float("nan")
    ranking = Ranking(targets[rows], scores[rows])
    return lambda weights: ranking.counts(weights[rows]).roc_auc()


def _worst(table: Floats) -> list[float]:
    known = [column[~np.isnan(column)] for column in table.T]
    return [float(column.min()) if len(column) else float("nan") for column in known]


def _power_means(table: Floats) -> list[float]:
    return [power_mean(column.tolist()) for column in table.T]
