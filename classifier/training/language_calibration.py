"""Language calibration: curves and thresholds of each language, by the rows of it that were held out."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from classifier.data.reader import DataError
from classifier.inference.calibration import apply_curve
from classifier.inference.language_profiles import ANY, LanguageProfile, LanguageTier, Mixture
from classifier.labels import Label, LabelThresholds
from classifier.metrics.formulas import Floats, Mask
from classifier.metrics.precision_thresholds import choose_thresholds
from classifier.training.calibrate import fit_curve
from classifier.training.language_evidence import LanguageEvidence
from classifier.training.row_signals import RowSignals

MIN_CLASS = 40
"""Held-out rows of either class from which on a language has a label."""
TOXIC_SHARE = 0.1
"""Share of toxic rows to which a language's are weighed, about that of talk: sets hold up to two thirds."""
FLAG_SHARE = 0.3
"""The same for the flag, which asks a person to look and may be wrong more often.

Not in lines of no known language, whose flag is `TOXIC_SHARE`'s: too little is known of them to be lenient."""
MAX_HARMLESS_FLAGGED = 0.005
"""Share of harmless chat, in all languages, that a language's flag may flag."""


def build_profiles(
    held: RowSignals, proof: Mapping[str, LanguageEvidence], *, log: Callable[[str], None]
) -> dict[str, LanguageProfile]:
    """Return the profile of each language that its evidence allows, and that of any other."""
    profiles = {ANY: _common_profile(held, Mixture(), flag_share=TOXIC_SHARE)}
    for code, each in proof.items():
        if each.tier is None:
            log(f"{code}: unknown, its evidence is too weak")
            continue
        rows = np.array(held.languages) == code
        blank = LanguageProfile(code, each.tier, {}, {}, each.mixture)
        profile = _calibrate(held, blank, rows, flag_share=FLAG_SHARE)
        if Label.TOXIC not in profile.curves:
            share = FLAG_SHARE if each.held_out else TOXIC_SHARE
            profile = replace(_common_profile(held, each.mixture, flag_share=share), code=code)
        profiles[code] = profile
        log(f"{code}: {profile.tier}, {', '.join(profile.curves)}, {profile.mixture}")
    return profiles


def _common_profile(held: RowSignals, mixture: Mixture, *, flag_share: float) -> LanguageProfile:
    """Return the profile of all languages but English together, which has `toxic` alone."""
    rows = np.array(held.languages) != "en"
    blank = LanguageProfile(ANY, LanguageTier.BETA, {}, {}, mixture)
    common = _calibrate(held, blank, rows, flag_share=flag_share)
    if Label.TOXIC not in common.curves:
        raise DataError("too few rows are held out to calibrate any language")
    return replace(
        common,
        curves={Label.TOXIC: common.curves[Label.TOXIC]},
        thresholds={Label.TOXIC: common.thresholds[Label.TOXIC]},
    )


def _calibrate(
    held: RowSignals, blank: LanguageProfile, rows: Mask, *, flag_share: float
) -> LanguageProfile:
    """Return a profile calibrated by some rows: each label of which there are enough rows of both classes."""
    mixed = held.mix(blank.mixture)
    harmless = (np.array(held.sets) == "multi_chatterbot") & (np.array(held.languages) != "en")
    curves, thresholds = {}, {}
    for column, label in enumerate(Label):
        known = rows & ~np.isnan(held.targets[:, column])
        targets, logits = held.targets[known, column], mixed[known, column]
        counts = np.bincount(targets.astype(int), minlength=2)
        if min(counts) < MIN_CLASS:
            continue
        weights = weigh_classes(targets, TOXIC_SHARE)
        try:
            curve = fit_curve(targets, logits, weights)
            scores = np.array([apply_curve(curve, float(each)) for each in logits])
            sure = choose_thresholds(targets, scores, weights)
            chosen = choose_thresholds(targets, scores, weigh_classes(targets, flag_share))
        except ValueError:  # ranked backwards, or too few rows: there is no saying in this language
            continue
        quiet = np.quantile(mixed[harmless, column], 1 - MAX_HARMLESS_FLAGGED)
        flag = max(chosen.flag, apply_curve(curve, float(quiet)))
        act = sure.act if blank.tier is LanguageTier.SUPPORTED else None
        curves[label] = curve
        thresholds[label] = LabelThresholds(flag, None if act is None else max(act, flag))
    return replace(blank, curves=curves, thresholds=thresholds)


def weigh_classes(targets: Floats, share: float) -> Floats:
    """Return weights (N,) by which the positive ones among targets come to a share at most, 1 for the others."""
    positives = float(targets.sum())
    negatives = len(targets) - positives
    factor = min(1.0, share / (1 - share) * negatives / positives)
    weights: Floats = np.where(targets == 1, factor, 1.0)
    return weights
