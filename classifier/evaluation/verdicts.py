"""Verdicts of a bundle's own thresholds: on neutral sentences about groups, and on invented cases by kind.

Ranking says nothing of what a community sees; these say how often it is wrong as it comes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.data.reader import DataError
from classifier.evaluation.scored import ScorerProtocol, Thresholds, score_texts
from classifier.labels import Label
from classifier.metrics.bootstrap import Estimate, bootstrap
from classifier.metrics.formulas import Floats, Mask

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


@dataclass(frozen=True, slots=True)
class KindResult:
    """Result of one kind of cases: how many there are, how many of them any label flags or acts on."""

    cases: int
    is_toxic: bool
    flagged: int
    acted: int


@dataclass(frozen=True, slots=True)
class CaseResult:
    """Result of invented cases: shares of the benign that any label flags or acts on, and of the toxic that none does.

    Intervals resample the cases.
    """

    cases: int
    benign_flagged: Estimate
    benign_acted: Estimate
    toxic_missed: Estimate
    kinds: Mapping[str, KindResult]


def measure_frames(scorer: ScorerProtocol) -> FrameResult:
    """Return how often a scorer flags a group's bare name in neutral frames."""
    texts = [_fill(frame, group) for group in NEUTRAL_GROUPS for frame in FRAMES]
    flagged, _ = _judge(scorer, texts)
    by_group = flagged.reshape(len(NEUTRAL_GROUPS), len(FRAMES)).astype(float)

    def statistic(weights: Floats) -> list[float]:
        shares = np.average(by_group, axis=0, weights=weights)
        return [float(shares.mean()), *shares.tolist()]

    whole, *each = bootstrap(statistic, np.ones(len(NEUTRAL_GROUPS)))
    return FrameResult(len(texts), whole, dict(zip(FRAMES, each, strict=True)))


def measure_cases(scorer: ScorerProtocol, file: Path) -> CaseResult:
    """Return the verdicts on cases in a file of JSON lines: {"text": ..., "kind": ..., "toxic": 0 or 1}.

    Raises:
        DataError: the file cannot be read, or has no benign or no toxic case.
    """
    texts, kinds, toxic = _read_cases(file)
    flagged, acted = _judge(scorer, texts)

    def statistic(weights: Floats) -> list[float]:
        return [
            _share(flagged[~toxic], weights[~toxic]),
            _share(acted[~toxic], weights[~toxic]),
            _share(~flagged[toxic], weights[toxic]),
        ]

    benign_flagged, benign_acted, toxic_missed = bootstrap(statistic, np.ones(len(texts)))
    by_kind = {
        kind: np.array([each == kind for each in kinds], np.bool_) for kind in dict.fromkeys(kinds)
    }
    return CaseResult(
        len(texts),
        benign_flagged,
        benign_acted,
        toxic_missed,
        {
            kind: KindResult(
                int(of.sum()), bool(toxic[of].any()), int(flagged[of].sum()), int(acted[of].sum())
            )
            for kind, of in by_kind.items()
        },
    )


def find_flagged(scores: Floats, thresholds: Thresholds) -> Mask:
    """Return the mask (N,) of scores (N, 6) of which any reaches the `flag` threshold of its label."""
    return _reaches(scores, [thresholds[label].flag for label in Label])


def _judge(scorer: ScorerProtocol, texts: Sequence[str]) -> tuple[Mask, Mask]:
    """Return the masks (N,) of the texts that any label flags, and acts on."""
    scores, _ = score_texts(scorer, texts)
    acts = [scorer.thresholds[label].act for label in Label]
    acted = _reaches(scores, [np.inf if act is None else act for act in acts])
    return find_flagged(scores, scorer.thresholds), acted


def _reaches(scores: Floats, least: Sequence[float]) -> Mask:
    return np.array((scores >= np.array(least)).any(axis=1), np.bool_)


def _share(mask: Mask, weights: Floats) -> float:
    return float(np.average(mask, weights=weights)) if weights.sum() else float("nan")


def _fill(frame: str, group: str) -> str:
    text = frame.format(group)
    return text[0].upper() + text[1:]


def _read_cases(file: Path) -> tuple[list[str], list[str], Mask]:
    try:
        cases = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        texts, kinds = ([str(case[key]) for case in cases] for key in ("text", "kind"))
        toxic = np.array([bool(case["toxic"]) for case in cases], np.bool_)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{file}: no JSON lines of text, kind and toxic ({error!r})") from error
    if toxic.all() or not toxic.any():
        raise DataError(f"{file}: holds no benign or no toxic case")
    return texts, kinds, toxic
