"""Export of a finished training run as a bundle: ONNX, calibration, thresholds, golden scores."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from classifier.data.reader import DataError
from classifier.inference.bundle import Bundle, write
from classifier.inference.scorer import Scorer
from classifier.labels import Label, LabelThresholds, Scores
from classifier.metrics.formulas import Floats
from classifier.metrics.precision_thresholds import choose_thresholds
from classifier.training import calibrate
from classifier.training.onnx_graph import write_onnx
from classifier.training.train import COST, CURVES, HELD_OUT, load_run

GOLDEN = (
    "hello there, how are you today?",
    "the build is green again, thanks a lot!",
    "you are a stupid idiot and nobody likes you",
    "I disagree with this edit, please see the talk page",
    "sh.ut u.p y0u m0r0n",
    "<@42> **what** a lovely cat 😀",
    "go away or I will hurt you",
    "this is total crap",
)
"""Invented texts whose scores are kept in every bundle and checked when it is loaded."""


def export(run: Path, folder: Path, *, version: str) -> None:
    """Write a run's network as a bundle.

    Calibration and thresholds are fitted on the held-out rows that are labelled for every label, at
    natural shares: sets of one label are half toxic, and would raise false alarms.

    Raises:
        DataError: the run is not finished, or too short to calibrate.
    """
    model, vocabulary, config = load_run(run)
    folder.mkdir(parents=True, exist_ok=True)
    write_onnx(model, config.network, folder / "model.onnx")
    for name in (CURVES, COST):
        shutil.copyfile(run / name, folder / name)
    with np.load(run / HELD_OUT, allow_pickle=False) as kept:
        is_fully_labelled = ~np.isnan(kept["targets"]).any(axis=1)
        targets, logits, weights = (
            kept[name][is_fully_labelled] for name in ("targets", "logits", "weights")
        )
    try:
        calibration = calibrate.fit_calibration(targets, logits, weights)
        thresholds = _choose_thresholds(targets, calibration.apply(logits), weights)
    except ValueError as error:
        raise DataError(f"{run}: {error}; train on more rows, or longer") from error
    today = datetime.now(UTC).date().isoformat()
    blank = Bundle(
        folder,
        version,
        vocabulary,
        calibration,
        thresholds,
        config.window,
        golden={},
        released_on=today,
    )
    write(blank, made=config.as_json())
    scores = zip(GOLDEN, Scorer(blank).score(GOLDEN), strict=True)
    golden = {text: each for text, each in scores if isinstance(each, Scores)}
    write(replace(blank, golden=golden), made=config.as_json())


def _choose_thresholds(
    targets: Floats, probabilities: Floats, weights: Floats
) -> dict[Label, LabelThresholds]:
    return {
        label: choose_thresholds(targets[:, column], probabilities[:, column], weights)
        for column, label in enumerate(Label)
    }
