"""Calibration of a multilingual bundle: mixtures, tiers, curves and thresholds of each language.

A new bundle is calibrated at its export, and one that ships again where rows or rules have changed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from classifier.data.language_rows import LanguageRows, read_language_rows
from classifier.inference import bundle as bundles
from classifier.inference.bundle import Bundle
from classifier.inference.language_profiles import ANY
from classifier.inference.scorer import Scorer
from classifier.labels import Scores
from classifier.training.language_calibration import build_profiles
from classifier.training.language_evidence import collect_evidence, read_other_sources
from classifier.training.row_signals import read_signals

GOLDEN = (
    "günaydın arkadaşlar, bugün toplantı var mı?",
    "sen ne kadar aptal bir adamsın",
    "a reunião ficou para amanhã, obrigado",
    "cala essa boca, seu idiota",
    "오늘 회의는 몇 시에 시작하나요?",
    "너 정말 멍청한 놈이구나",
    "今天的会议改到明天了",
    "你这个蠢货给我闭嘴",
    "اجتماع اليوم تأجل الى الغد",
)
"""Invented texts in other languages whose scores are kept in the bundle, beside the English ones."""


def calibrate_languages(
    bundle: Bundle,
    made: Mapping[str, Any],
    *,
    held: LanguageRows,
    evidence: Path,
    texts: Sequence[str],
    log: Callable[[str], None],
) -> None:
    """Write a multilingual bundle with mixtures, tiers, curves and thresholds of each language.

    They are by held-out rows; the tiers and mixtures also by the sets of other sources in the folder `evidence`.
    `texts` are those whose scores it keeps.

    Raises:
        BundleError: the bundle reads English alone.
        DataError: too few rows are held out, or a set is malformed.
    """
    signals = read_signals(bundle, held)
    proof = collect_evidence(signals, read_signals(bundle, read_other_sources(evidence)))
    profiles = build_profiles(signals, proof, log=log)
    part = bundle.multilingual
    blank = replace(
        bundle,
        released_on=datetime.now(UTC).date().isoformat(),
        languages=("en", *sorted(code for code in profiles if code != ANY)),
        multilingual=part and replace(part, profiles=profiles),
        golden={},
    )
    kept = {
        **made,
        "evidence": {
            code: {"held_out": dict(each.held_out), "other_sources": dict(each.other)}
            for code, each in proof.items()
        },
    }
    bundles.write(blank, made=kept)
    scores = zip(texts, Scorer(blank).score(texts), strict=True)
    golden = {text: each for text, each in scores if isinstance(each, Scores)}
    bundles.write(replace(blank, golden=golden), made=kept)


def recalibrate_languages(
    folder: Path,
    data: Sequence[Path],
    english: Path,
    *,
    evidence: Path,
    version: str,
    log: Callable[[str], None],
) -> None:
    """Calibrate a multilingual bundle again, its network and its linear model as they are.

    `data` and `english` are the folders that it was trained on, whose held-out rows are read.

    Raises:
        BundleError: the bundle cannot be used.
        DataError: a set is missing or malformed.
    """
    bundle = bundles.read(folder)
    made = bundles.read_made(bundle)
    rows = read_language_rows(data, english, seed=int(made["seed"]), warn=log)
    held = rows.take(np.flatnonzero(rows.is_held_out))
    calibrate_languages(
        replace(bundle, version=version),
        made,
        held=held,
        evidence=evidence,
        texts=tuple(dict.fromkeys([*bundle.golden, *GOLDEN])),
        log=log,
    )
