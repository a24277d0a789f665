"""Verdicts of a bundle's own thresholds. Ranking says nothing of what a community sees; these do."""

from collections.abc import Sequence

import numpy as np

from classifier.evaluation.scored import ScorerProtocol, score_texts
from classifier.labels import Label
from classifier.metrics.formulas import Floats, Mask


def judge_texts(scorer: ScorerProtocol, texts: Sequence[str]) -> tuple[Mask, Mask]:
    """Return the masks (N,) of the texts that any label flags, and acts on."""
    scores, _ = score_texts(scorer, texts)
    thresholds = [scorer.thresholds[label] for label in Label]
    acts = [np.inf if each.act is None else each.act for each in thresholds]
    return _reaches(scores, [each.flag for each in thresholds]), _reaches(scores, acts)


def _reaches(scores: Floats, least: Sequence[float]) -> Mask:
    return np.array((scores >= np.array(least)).any(axis=1), np.bool_)
