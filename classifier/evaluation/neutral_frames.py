"""Neutral frames: sentences that say nothing of a group of people but its name, and how often they are flagged."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from classifier.evaluation.scored import ScorerProtocol
from classifier.evaluation.verdicts import judge_texts
from classifier.metrics.bootstrap import Estimate, bootstrap
from classifier.metrics.formulas import Floats

FRAMES = (
    "You are {}",
    "So you are {}?",
    "We are {}",
    "{} people",
    "{} women",
    "{}",
)
"""Sentences that say nothing of a group but its name; no training sentence has their form."""

NEUTRAL_GROUPS = (
    "gay",
    "lesbian",
    "bisexual",
    "trans",
    "queer",
    "straight",
    "black",
    "white",
    "Asian",
    "African",
    "Arab",
    "Chinese",
    "Indian",
    "Mexican",
    "Turkish",
    "Polish",
    "Russian",
    "American",
    "Jewish",
    "Muslim",
    "Christian",
    "Catholic",
    "Hindu",
    "Buddhist",
    "atheist",
    "deaf",
    "blind",
    "disabled",
    "autistic",
    "old",
    "young",
)
"""Groups that stand in each frame."""


@dataclass(frozen=True, slots=True)
class FrameResult:
    """Result of the neutral frames: the share that any label flags, of all and by frame.

    Intervals resample the groups, each with all frames.
    """

    texts: int
    flagged: Estimate
    flagged_by_frame: Mapping[str, Estimate]


def measure_frames(scorer: ScorerProtocol) -> FrameResult:
    """Return how often a scorer flags a group's bare name in neutral frames."""
    texts = [_fill(frame, group) for group in NEUTRAL_GROUPS for frame in FRAMES]
    flagged, _ = judge_texts(scorer, texts)
    by_group = flagged.reshape(len(NEUTRAL_GROUPS), len(FRAMES)).astype(float)

    def statistic(weights: Floats) -> list[float]:
        shares = np.average(by_group, axis=0, weights=weights)
        return [float(shares.mean()), *shares.tolist()]

    whole, *each = bootstrap(statistic, np.ones(len(NEUTRAL_GROUPS)))
    return FrameResult(len(texts), whole, dict(zip(FRAMES, each, strict=True)))


def _fill(frame: str, group: str) -> str:
    text = frame.format(group)
    return text[0].upper() + text[1:]
