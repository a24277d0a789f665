"""Agreement of two models: rank correlation, alarms at a threshold, and the texts that differ most."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation

from bot.web.migrate.score_pairs import ScorePair
from bot.web.migrate.threshold_migration import MigratedThreshold

MAX_DIFFERENT = 10
"""Texts of each kind in the list of the most different ones."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A pair with the ranks of its scores among all, 0..1: 0.9 is above nine texts of ten."""

    pair: ScorePair
    old_rank: float
    new_rank: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two models on the texts of one attribute.

    `rank_correlation` is Spearman's, -1..1; None where all scores of one model are equal. `both`,
    `only_old`, `only_new` and `neither` count the texts that alarm at the two thresholds.
    """

    attribute: str
    rank_correlation: float | None
    both: int
    only_old: int
    only_new: int
    neither: int
    higher_before: Sequence[Difference]
    higher_now: Sequence[Difference]

    @property
    def agreement(self) -> float:
        """Share of the texts on which both models decide the same, 0..1."""
        total = self.both + self.only_old + self.only_new + self.neither
        return (self.both + self.neither) / total


def measure_agreement(pairs: Sequence[ScorePair], migrated: MigratedThreshold) -> Agreement:
    """Measure the agreement of the pairs of an attribute, of which there is one at least."""
    old, new = _rank([pair.old for pair in pairs]), _rank([pair.new for pair in pairs])
    neither = migrated.texts - migrated.old_alarms - migrated.new_alarms + migrated.shared_alarms
    differences = sorted(
        map(Difference, pairs, old, new), key=lambda one: one.old_rank - one.new_rank
    )
    return Agreement(
        attribute=migrated.attribute,
        rank_correlation=_correlate(old, new),
        both=migrated.shared_alarms,
        only_old=migrated.old_alarms - migrated.shared_alarms,
        only_new=migrated.new_alarms - migrated.shared_alarms,
        neither=neither,
        higher_before=[d for d in differences[::-1] if d.old_rank > d.new_rank][:MAX_DIFFERENT],
        higher_now=[d for d in differences if d.new_rank > d.old_rank][:MAX_DIFFERENT],
    )


def _rank(scores: Sequence[float]) -> list[float]:
    """Return ranks from 0 to 1, equal scores sharing the mean of theirs: `[0.2, 0.9]` -> `[0.25, 0.75]`."""
    ordered = sorted(scores)
    return [
        (bisect_left(ordered, score) + bisect_right(ordered, score)) / 2 / len(scores)
        for score in scores
    ]


def _correlate(old: Sequence[float], new: Sequence[float]) -> float | None:
    """Correlate ranks after Pearson, which is Spearman's correlation of the scores (1904)."""
    try:
        return correlation(old, new)
    except StatisticsError:  # one text, or equal scores
        return None
