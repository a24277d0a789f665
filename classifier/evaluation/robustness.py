"""Robustness: detections kept when texts are disguised, and false alarms on disguised benign texts.

A detection is a score of `toxic` at or above a threshold. Only texts that are detected undisguised
count, and for an attack only those that it changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.random import default_rng

from classifier.attacks import ATTACKS
from classifier.evaluation.scored import ScoredSet, ScorerProtocol, benign_scores, score_texts
from classifier.labels import Label
from classifier.metrics.bootstrap import Estimate, bootstrap
from classifier.metrics.formulas import FALSE_ALARM_RATE, Floats
from classifier.metrics.ranking import threshold_at_false_alarm_rate

TOXIC_SETS = ("jigsaw_natural", "conda_dota2", "kaggle_insults", "gametox")
"""Sets that toxic texts are sampled from."""
TOXIC_ROWS = 400
"""Rows sampled from each of them."""
BENIGN_ROWS = 2_000
"""Rows sampled from all benign chats together."""
RESAMPLES = 300
SEED = 20_261_122


@dataclass(frozen=True, slots=True)
class RobustnessResult:
    """Robustness at one threshold: shares 0..1, the mean over attacks, then by attack.

    `kept` is of detections, `false_alarms` of benign texts in the same disguises.
    """

    threshold: float
    texts: int
    kept: Estimate
    kept_under: Mapping[str, Estimate]
    benign_texts: int
    false_alarms: Estimate
    false_alarms_under: Mapping[str, Estimate]


def measure_robustness(
    scorer: ScorerProtocol, sets: Sequence[ScoredSet], *, resamples: int = RESAMPLES
) -> Mapping[str, RobustnessResult]:
    """Return the robustness at the bundle's `flag` and at the score that flags 1 in 1,000 benign texts.

    Empty where the sets have no benign chat or none of `TOXIC_SETS`.
    """
    benign_toxicity = np.nan_to_num(benign_scores(sets), nan=0.0)
    if not len(benign_toxicity):
        return {}
    thresholds = {
        "flag": scorer.thresholds[Label.TOXIC].flag,
        "1_in_1000": threshold_at_false_alarm_rate(benign_toxicity, FALSE_ALARM_RATE),
    }
    toxic, clean = _sample_detected(sets, least=min(thresholds.values()))
    if not toxic:
        return {}
    disguised = score_disguised(scorer, toxic)
    benign = score_disguised(scorer, _sample_benign(sets))
    return {
        name: _measure_at(threshold, clean, disguised, benign, resamples=resamples)
        for name, threshold in thresholds.items()
    }


def score_disguised(scorer: ScorerProtocol, texts: Sequence[str]) -> Floats:
    """Return the score of `toxic` (N, attacks) under each attack; nan where it changes nothing.

    A disguised text without a score counts as 0: nobody is alerted to it.
    """
    scores = np.full((len(texts), len(ATTACKS)), np.nan)
    for column, attack in enumerate(ATTACKS.values()):
        attacked = [
            attack(text, default_rng((SEED, crc32(text.encode("utf-8", "replace")))))
            for text in texts
        ]
        changed = [i for i, text in enumerate(texts) if attacked[i] != text]
        answers, _ = score_texts(scorer, [attacked[i] for i in changed])
        scores[changed, column] = np.nan_to_num(answers[:, 0], nan=0.0)
    return scores


def _measure_at(
    threshold: float, clean: Floats, toxic: Floats, benign: Floats, *, resamples: int
) -> RobustnessResult:
    detected = toxic[clean >= threshold]
    kept, kept_under = _estimate_shares(detected, threshold, resamples=resamples)
    alarms, alarms_under = _estimate_shares(benign, threshold, resamples=resamples)
    return RobustnessResult(
        threshold, len(detected), kept, kept_under, len(benign), alarms, alarms_under
    )


def _estimate_shares(
    scores: Floats, threshold: float, *, resamples: int
) -> tuple[Estimate, Mapping[str, Estimate]]:
    """Return the share at or above a threshold: the mean over attacks, and of each. Whole rows are resampled."""
    is_changed = ~np.isnan(scores)
    is_reached = np.nan_to_num(scores, nan=-1.0) >= threshold

    def statistic(weights: Floats) -> list[float]:
        changed = weights @ is_changed
        shares = np.divide(
            weights @ is_reached, changed, out=np.full(len(changed), np.nan), where=changed > 0
        )
        known = shares[~np.isnan(shares)]
        return [float(known.mean()) if len(known) else float("nan"), *shares.tolist()]

    mean, *each = bootstrap(statistic, np.ones(len(scores)), resamples=resamples)
    return mean, dict(zip(ATTACKS, each, strict=True))


def _sample_detected(sets: Sequence[ScoredSet], *, least: float) -> tuple[list[str], Floats]:
    """Return toxic texts that score `least` or more undisguised, `TOXIC_ROWS` of a set; and their scores."""
    texts: list[str] = []
    scores: list[float] = []
    for each in sets:
        if each.rows.name not in TOXIC_SETS:
            continue
        toxicity = each.scores[:, 0]
        found = np.flatnonzero((each.rows.targets[:, 0] == 1) & (toxicity >= least))
        for i in default_rng(SEED).permutation(found)[:TOXIC_ROWS]:
            texts.append(each.rows.texts[i])
            scores.append(float(toxicity[i]))
    return texts, np.array(scores)


def _sample_benign(sets: Sequence[ScoredSet]) -> list[str]:
    texts = [text for each in sets if each.is_benign for text in each.rows.texts]
    return [texts[i] for i in default_rng(SEED).permutation(len(texts))[:BENIGN_ROWS]]
