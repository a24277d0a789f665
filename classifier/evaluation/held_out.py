"""The rows of the training sets that no network learned from, told by their text alone.

Each network is trained on all but these; they measure the sets that are no yardstick of their own.
Those on which calibration is fitted are measured too, but their calibration is no news.
"""

import csv
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.data.examples import is_held_out
from classifier.data.reader import DataError, LabelledTexts, read_dataset
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
"""Sets of which the held-out rows are measured."""

RANKED, DEGREE = "ruddit", "offensiveness_score"
"""The set that says how offensive a text is, from -1 to 1, and the column that does."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well the order of scores follows people's: Spearman's rank correlation."""

    rows: int
    spearman: Estimate


def read_share(bundle: Path) -> float:
    """The share of rows that was held out from a bundle's training, by its bundle.json."""
    made = json.loads((bundle / "bundle.json").read_text("utf-8")).get("made", {})
    return float(made.get("held_out", TrainConfig().held_out))


def read_held_out(folder: Path, *, share: float) -> list[LabelledTexts]:
    """The held-out rows of those of `SETS` that a folder has. Raises DataError."""
    files = [find_file(folder, name) for name in SETS]
    return [_take_held_out(read_dataset(file), share=share) for file in files if file]


def find_file(folder: Path, name: str) -> Path | None:
    """A set's file in a folder, packed or not."""
    files = (folder / f"{name}.csv.gz", folder / f"{name}.csv")
    return next((file for file in files if file.is_file()), None)


def measure_agreement(judge: ScorerProtocol, folder: Path, *, share: float) -> Agreement | None:
    """How well scores of `toxic` order the held-out rows of `RANKED`; None without that set."""
    file = find_file(folder, RANKED)
    if file is None:
        return None
    texts, degrees = _read_degrees(file)
    held = [i for i, text in enumerate(texts) if is_held_out(clean(text).text, share=share)]
    scores = np.nan_to_num(score_texts(judge, [texts[i] for i in held])[0][:, 0], nan=0.0)
    given = degrees[held]
    (estimate,) = bootstrap(lambda w: [spearman(given, scores, w)], np.ones(len(held)))
    return Agreement(len(held), estimate)


def _take_held_out(rows: LabelledTexts, *, share: float) -> LabelledTexts:
    held = [i for i, text in enumerate(rows.texts) if is_held_out(clean(text).text, share=share)]
    return LabelledTexts(
        rows.name, [rows.texts[i] for i in held], rows.targets[held], rows.weights[held]
    )


def _read_degrees(file: Path) -> tuple[list[str], Floats]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8", newline="") as lines:
        rows: Sequence[dict[str, str]] = list(csv.DictReader(lines))
    try:
        return [row["text"] for row in rows], np.array([float(row[DEGREE]) for row in rows])
    except (KeyError, ValueError) as error:
        raise DataError(f"{file}: column {DEGREE!r}: {error}") from error
