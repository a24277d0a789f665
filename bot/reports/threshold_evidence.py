"""Threshold evidence: what a community's own decisions say of its thresholds. Pure.

Among all thresholds with no more alarms than there were, those with the fewest wrong ones alarm wherever the
chance of being right is above one and the same level, whatever the label. The chance at a score is estimated
by isotonic regression (pool adjacent violators; Ayer et al. 1955), as it does not fall with the score.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt

from bot.reports.isotonic import fit_chance
from classifier import Label

LEAST_DECISIONS = 40
"""Decisions on a label's alarms below which nothing is suggested for it."""

LEAST_OF_EACH = 8
"""Right and wrong alarms of a label below which nothing is suggested for it."""

_Z = 1.96
"""The normal quantile of intervals of 95 %."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The scores of a decided case, and whether its alarm was right."""

    scores: Mapping[Label, float]
    is_right: bool


@dataclass(frozen=True, slots=True)
class Alarms:
    """Alarms in number: all, and of those decided on how many were right and wrong."""

    total: int
    right: int
    wrong: int

    @property
    def interval(self) -> tuple[float, float]:
        """The share of wrong alarms among those decided, from and to, at 95 % (Wilson 1927)."""
        decided = self.right + self.wrong
        if not decided:
            return 0.0, 1.0
        share, z = self.wrong / decided, _Z**2 / decided
        middle = (share + z / 2) / (1 + z)
        half = _Z * sqrt(share * (1 - share) / decided + z / (4 * decided)) / (1 + z)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class LabelEvidence:
    """The evidence on a label: its threshold and alarms, and the suggested ones; None where nothing is."""

    label: Label
    threshold: float
    alarms: Alarms
    suggested: float | None = None
    suggested_alarms: Alarms | None = None

    @property
    def is_enough(self) -> bool:
        """Return whether there are decisions enough to suggest anything."""
        right, wrong = self.alarms.right, self.alarms.wrong
        return right + wrong >= LEAST_DECISIONS and min(right, wrong) >= LEAST_OF_EACH


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Evidence by label, and the alarms of all labels together at the thresholds that hold and suggested."""

    labels: Sequence[LabelEvidence]
    before: Alarms
    after: Alarms

    @property
    def is_better(self) -> bool:
        """Return whether fewer alarms would have been wrong."""
        return self.after.wrong < self.before.wrong


def suggest(
    decided: Sequence[Decided],
    undecided: Sequence[Mapping[Label, float]],
    thresholds: Mapping[Label, float],
    *,
    highest: Mapping[Label, float],
) -> Suggestion:
    """Suggest thresholds by which no more alarms, and the fewest wrong ones, would have come.

    `undecided`: the scores of other messages, which count towards the alarm rate alone. `thresholds`: those
    from which each label is flagged now; they are suggested to be no higher than `highest`, where it is acted on.
    """
    evidence = [
        LabelEvidence(label, at, _count(decided, undecided, {label: at}))
        for label, at in thresholds.items()
    ]
    enough = [each.label for each in evidence if each.is_enough]
    before = _count(decided, undecided, thresholds)
    best, after = dict(thresholds), before
    curves = {label: fit_chance(_points(decided, label)) for label in enough}
    for proposed in _list_thresholds(curves, thresholds):
        tried = {label: min(at, highest.get(label, 1.0)) for label, at in proposed.items()}
        alarms = _count(decided, undecided, tried)
        if alarms.total <= before.total and _merit(alarms) > _merit(after):
            best, after = tried, alarms
    moved = {label: best[label] for label in enough if best[label] != thresholds[label]}
    found = [
        LabelEvidence(
            each.label,
            each.threshold,
            each.alarms,
            moved[each.label],
            _count(decided, undecided, {each.label: moved[each.label]}),
        )
        if each.label in moved
        else each
        for each in evidence
    ]
    return Suggestion(found, before, after)


def _merit(alarms: Alarms) -> tuple[int, int]:
    """Rank alarms: each right one in the place of a wrong one is a gain; of equals, the more."""
    return alarms.right - alarms.wrong, alarms.total


def _count(
    decided: Sequence[Decided],
    undecided: Sequence[Mapping[Label, float]],
    thresholds: Mapping[Label, float],
) -> Alarms:
    alarms = [each.is_right for each in decided if _alarms(each.scores, thresholds)]
    others = sum(_alarms(scores, thresholds) for scores in undecided)
    return Alarms(len(alarms) + others, sum(alarms), len(alarms) - sum(alarms))


def _alarms(scores: Mapping[Label, float], thresholds: Mapping[Label, float]) -> bool:
    return any(scores.get(label, -inf) >= at for label, at in thresholds.items())


def _list_thresholds(
    curves: Mapping[Label, Sequence[tuple[float, float]]], thresholds: Mapping[Label, float]
) -> Iterator[dict[Label, float]]:
    """List thresholds by the chance of being right from which all labels alarm, in equal measure."""
    for chance in sorted({share for curve in curves.values() for _, share in curve}):
        reached = {
            label: next((score for score, share in curve if share >= chance), inf)
            for label, curve in curves.items()
        }
        found = {label: min(score, 1.0) for label, score in reached.items()}
        yield {**thresholds, **found}


def _points(decided: Sequence[Decided], label: Label) -> list[tuple[float, bool]]:
    return [(each.scores[label], each.is_right) for each in decided if label in each.scores]
