"""Phrase tiers: the scores to which phrases raise or lower a label, by its thresholds."""

import math

from classifier.labels import LabelThresholds

FLAG, ACT = TIERS = ("flag", "act")
"""Tiers of a phrase of harm: one that a person should look at, and one that is unmistakable."""

MARGIN = 0.25
"""Log-odds by which a floor lies above the threshold that it shall reach, and a ceiling below."""
SURE = 0.9
"""Score that stands for the threshold to act from where a label has none."""


def floor(threshold: LabelThresholds, tier: str) -> float:
    """Return the score to which a phrase of harm raises a label with these thresholds.

    A little above the threshold that it shall reach: `flag`, or `act`. A label that has none to act from
    gets `SURE`.
    """
    flag = _shift(threshold.flag, MARGIN)
    if tier == FLAG:
        return flag
    return max(flag, SURE if threshold.act is None else _shift(threshold.act, MARGIN))


def ceiling(threshold: LabelThresholds, tier: str) -> float:
    """Return the score to which a harmless phrase lowers a label with these thresholds.

    A little below the threshold that it shall miss: `flag`; or `act`, so that it is flagged at most.
    """
    if tier == FLAG:
        return _shift(threshold.flag, -MARGIN)
    return max(threshold.flag, _shift(SURE if threshold.act is None else threshold.act, -MARGIN))


def _shift(threshold: float, log_odds: float) -> float:
    """Return a threshold shifted in log-odds; 0 and 1 stay."""
    shifted = threshold * math.exp(log_odds)
    return shifted / (1 - threshold + shifted)
