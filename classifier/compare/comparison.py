"""Comparison of an old and a new bundle on the same messages, with thresholds that keep the alarm rate."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np

from classifier.labels import Label, Reason, Scores, Unscored
from classifier.metrics.formulas import Floats, Mask

FEW_ALARMS = 50
"""Alarms under which a suggested threshold is rough, as chance moves it."""


class ComparedTier(StrEnum):
    """Tier of a threshold: to show a message to people, or to act on it without them."""

    FLAG = "flag"
    ACT = "act"

    @property
    def past(self) -> str:
        """Past participle of the tier: "flagged" or "acted on"."""
        return {ComparedTier.FLAG: "flagged", ComparedTier.ACT: "acted on"}[self]


TierThresholds = Mapping[Label, Mapping[ComparedTier, float | None]]
"""Scores from which on a bundle flags and acts; None is never."""


@dataclass(frozen=True, slots=True)
class Change:
    """Change in the number of alarms; `newly` and `no_longer` count the verdicts that change."""

    before: int
    after: int
    newly: int
    no_longer: int


@dataclass(frozen=True, slots=True)
class LabelChange:
    """Change for a label and tier, and the threshold with which the new bundle alarms as often.

    `suggested` is as a policy has it: "off" where only the new bundle has a threshold, and None where
    neither alarms, as then there is no rate to keep.
    """

    label: Label
    tier: ComparedTier
    was: float | None
    now: float | None
    change: Change
    suggested: float | Literal["off"] | None
    after_suggested: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Comparison of two bundles on the same messages: by label, and by tier for any label."""

    old: str
    new: str
    messages: int
    tiers: Mapping[ComparedTier, Change]
    labels: Sequence[LabelChange]
    tiers_suggested: Mapping[ComparedTier, int]
    """Alarms of the new bundle, by any label, with the suggested thresholds."""
    unscored: Mapping[Reason, Change]


class ScoredMessages:
    """Messages as a bundle scores them: `scores` (N, 6), nan where there are none, and the reasons why."""

    def __init__(self, answers: Sequence[Scores | Unscored]) -> None:
        self.scores: Floats = np.full((len(answers), len(Label)), np.nan)
        self.reasons = [each.reason if isinstance(each, Unscored) else None for each in answers]
        for row, each in enumerate(answers):
            if isinstance(each, Scores):
                self.scores[row] = [each.get(label, np.nan) for label in Label]

    def alarms(self, thresholds: TierThresholds, label: Label, tier: ComparedTier) -> Mask:
        """Return the mask (N,) of the messages for which a label reaches its threshold."""
        threshold = thresholds[label][tier]
        reached: Mask = self.scores[:, list(Label).index(label)] >= (
            np.inf if threshold is None else threshold
        )
        return reached

    def alarms_for_any_label(self, thresholds: TierThresholds, tier: ComparedTier) -> Mask:
        """Return the mask (N,) of the messages for which any label does."""
        every = [self.alarms(thresholds, label, tier) for label in Label]
        reached: Mask = np.any(every, axis=0)
        return reached


def compare(
    old: ScoredMessages,
    new: ScoredMessages,
    *,
    thresholds: tuple[TierThresholds, TierThresholds],
    versions: tuple[str, str],
) -> Comparison:
    """Compare the old answers at the old thresholds with the new answers at the new ones."""
    was, now = thresholds
    labels = [
        _compare_label(old, new, thresholds, label=label, tier=tier)
        for tier in ComparedTier
        for label in Label
    ]
    suggested = {label: dict(now[label]) for label in Label}
    for each in labels:
        if each.suggested is not None:
            suggested[each.label][each.tier] = None if each.suggested == "off" else each.suggested
    return Comparison(
        *versions,
        len(old.scores),
        {
            t: _change(old.alarms_for_any_label(was, t), new.alarms_for_any_label(now, t))
            for t in ComparedTier
        },
        labels,
        {tier: int(new.alarms_for_any_label(suggested, tier).sum()) for tier in ComparedTier},
        _compare_reasons(old, new),
    )


def choose_threshold(new: Sequence[float], *, alarms: int) -> float | None:
    """Return the threshold that as many of the new scores reach, as near as equal scores allow.

    `([0.1, 0.4, 0.9], alarms=1)` -> 0.65, midway to the next score; None for no alarms.
    """
    if not alarms:
        return None
    ordered = sorted(new, reverse=True)
    # A cut can be made where a score differs from the next one.
    cuts = [n for n in range(1, len(ordered)) if ordered[n - 1] > ordered[n]]
    if len(ordered) <= alarms or not cuts:
        return ordered[-1]
    best = min(cuts, key=lambda n: abs(n - alarms))
    return (ordered[best - 1] + ordered[best]) / 2


def _compare_label(
    old: ScoredMessages,
    new: ScoredMessages,
    thresholds: tuple[TierThresholds, TierThresholds],
    *,
    label: Label,
    tier: ComparedTier,
) -> LabelChange:
    was, now = thresholds
    change = _change(old.alarms(was, label, tier), new.alarms(now, label, tier))
    column = new.scores[:, list(Label).index(label)]
    known = column[~np.isnan(column)]
    had, has = was[label][tier], now[label][tier]
    if had is None:
        suggested: float | Literal["off"] | None = None if has is None else "off"
    elif len(known) and change.before:
        suggested = choose_threshold(known.tolist(), alarms=change.before)
    else:
        suggested = (float(known.max()) + 1) / 2 if change.after else None
    after = int((known >= suggested).sum()) if isinstance(suggested, float) else 0
    return LabelChange(
        label, tier, had, has, change, suggested, None if suggested is None else after
    )


def _compare_reasons(old: ScoredMessages, new: ScoredMessages) -> dict[Reason, Change]:
    pairs = Counter(zip(old.reasons, new.reasons, strict=True))
    return {
        reason: Change(
            old.reasons.count(reason),
            new.reasons.count(reason),
            sum(count for (was, now), count in pairs.items() if was != reason == now),
            sum(count for (was, now), count in pairs.items() if was == reason != now),
        )
        for reason in Reason
    }


def _change(before: Mask, after: Mask) -> Change:
    return Change(
        int(before.sum()),
        int(after.sum()),
        int((after & ~before).sum()),
        int((before & ~after).sum()),
    )
