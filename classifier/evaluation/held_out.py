"""Held-out rows of the training sets, chosen by their text alone.

No network is trained on these; they measure the sets that have no test rows of their own. Calibration is
fitted on some of them, so their calibration error says little.
"""

import csv
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.data.reader import DataError, LabelledTexts, read_dataset
from classifier.data.split import is_held_out
from classifier.data.train_config import TrainConfig
from classifier.evaluation.scored import ScorerProtocol, score_texts
from classifier.metrics.bootstrap import Estimate, bootstrap
from classifier.metrics.formulas import Floats, spearman
from classifier.text.normalize import clean

SETS = (
    "convabuse",
    "dynahate",
    "github_incivility",
    "hatemoji_build",
    "paradetox",
    "ruddit",
)
"""Training sets whose held-out rows are measured."""

SEVERITY_SET, SEVERITY_COLUMN = "ruddit", "offensiveness_score"
"""Set with the offensiveness of texts, -1..1, and its column."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of the order of scores with that of people: Spearman's rank correlation."""

    rows: int
    spearman: Estimate


def read_held_out_share(bundle: Path) -> float:
    """Return the share of rows held out from a bundle's training, by its bundle.json."""
    made = json.loads((bundle / "bundle.json").read_text("utf-8")).get("made", {})
    return float(made.get("held_out", TrainConfig().held_out))


def read_held_out(folder: Path, *, share: float) -> list[LabelledTexts]:
    """Read the held-out rows of those of `SETS` that a folder has.

    Raises:
        DataError: one is malformed.
    """
    files = [find_set_file(folder, name) for name in SETS]
    return [_select_held_out(read_dataset(file), share=share) for file in files if file]


def find_set_file(folder: Path, name: str) -> Path | None:
    """Return a set's file in a folder, gzipped or not, or None."""
    files = (folder / f"{name}.csv.gz", folder / f"{name}.csv")
    return next((file for file in files if file.is_file()), None)


def measure_agreement(scorer: ScorerProtocol, folder: Path, *, share: float) -> Agreement | None:
    """Return the agreement of the scores of `toxic` on held-out rows of `SEVERITY_SET`; None without that set."""
    file = find_set_file(folder, SEVERITY_SET)
    if file is None:
        return None
    texts, severities = _read_severities(file)
    held = [i for i, text in enumerate(texts) if is_held_out(clean(text).text, share=share)]
    scores = np.nan_to_num(score_texts(scorer, [texts[i] for i in held])[0][:, 0], nan=0.0)
    (estimate,) = bootstrap(
        lambda weights: [spearman(severities[held], scores, weights)], np.ones(len(held))
    )
    return Agreement(len(held), estimate)


def _select_held_out(rows: LabelledTexts, *, share: float) -> LabelledTexts:
    held = [i for i, text in enumerate(rows.texts) if is_held_out(clean(text).text, share=share)]
    return LabelledTexts(
        rows.name, [rows.texts[i] for i in held], rows.targets[held], rows.weights[held]
    )


def _read_severities(file: Path) -> tuple[list[str], Floats]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8", newline="") as lines:
        rows: Sequence[dict[str, str]] = list(csv.DictReader(lines))
    try:
        return [row["text"] for row in rows], np.array(
            [float(row[SEVERITY_COLUMN]) for row in rows]
        )
    except (KeyError, ValueError) as error:
        raise DataError(f"{file}: column {SEVERITY_COLUMN!r}: {error}") from error
