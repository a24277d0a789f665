"""Rows of many languages to train on: cleaned, with their languages, some of them held out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.data.language_datasets import MEASURED, TRAINED
from classifier.data.reader import (
    MULTILINGUAL,
    DataError,
    LabelledTexts,
    read_dataset,
    read_datasets,
)
from classifier.data.split import is_held_out
from classifier.metrics.formulas import Floats, Indices, Mask
from classifier.text.normalize import clean
from classifier.text.scripts import normalize_scripts

HELD_OUT = 0.1
"""Share of the rows for validation and calibration, chosen by their clean text alone."""
MAX_CHARACTERS = 1_500
"""Characters of a clean text that are read in training."""
MAX_ENGLISH = 3_000
"""Rows of each English set that are kept in; of its largest one, jigsaw, `MAX_JIGSAW`."""
MAX_JIGSAW = 12_000


@dataclass(frozen=True, slots=True)
class LanguageRows:
    """N rows: clean texts, codes of languages and names of sets, targets (N, 6) and weights (N,).

    `is_held_out` (N,) are those that no network is trained on.
    """

    texts: Sequence[str]
    languages: Sequence[str]
    sets: Sequence[str]
    targets: Floats
    weights: Floats
    is_held_out: Mask

    def take(self, rows: Sequence[int] | Indices) -> "LanguageRows":
        """Return the rows with these numbers."""
        chosen = np.asarray(rows, np.intp)
        return LanguageRows(
            [self.texts[row] for row in chosen],
            [self.languages[row] for row in chosen],
            [self.sets[row] for row in chosen],
            self.targets[chosen],
            self.weights[chosen],
            self.is_held_out[chosen],
        )

    def __len__(self) -> int:
        return len(self.texts)


def read_language_rows(
    folders: Sequence[Path], english: Path, *, seed: int, warn: Callable[[str], None]
) -> LanguageRows:
    """Read the sets of other languages from folders, and a sample of English sets from another.

    Sets that may only measure are refused, so that none is trained on by mistake.

    Raises:
        DataError: a set is missing, malformed, or one that may only measure.
    """
    files = (file for folder in folders for file in _list_sets(folder, warn=warn))
    sets = [read_dataset(file, sets=MULTILINGUAL) for file in files]
    sets += [_sample(each, seed=seed) for each in read_datasets(english, warn=warn)]
    texts = [
        normalize_scripts(clean(text).text[:MAX_CHARACTERS]).text
        for each in sets
        for text in each.texts
    ]
    return LanguageRows(
        texts,
        [code for each in sets for code in each.languages],
        [each.name for each in sets for _ in each.texts],
        np.concatenate([each.targets for each in sets]),
        np.concatenate([each.weights for each in sets]),
        np.array([is_held_out(text, share=HELD_OUT) for text in texts]),
    )


def _list_sets(folder: Path, *, warn: Callable[[str], None]) -> list[Path]:
    if not folder.is_dir():
        raise DataError(f"{folder}: no such folder")
    trained = {each.name for each in TRAINED}
    files = sorted(file for file in folder.iterdir() if file.name.endswith((".csv", ".csv.gz")))
    for file in files:
        if (name := file.name.partition(".")[0]) in {each.name for each in MEASURED}:
            raise DataError(f"{file}: {name} may measure and never train; take it out of {folder}")
        if name not in trained:
            warn(f"{file}: no set of this name is trained on, left out")
    return [file for file in files if file.name.partition(".")[0] in trained]


def _sample(rows: LabelledTexts, *, seed: int) -> LabelledTexts:
    """Return a sample of an English set, which is there to be told apart, not to be learned anew."""
    most = MAX_JIGSAW if rows.name == "jigsaw" else MAX_ENGLISH
    if len(rows.texts) <= most:
        return rows
    chosen = np.random.default_rng(seed).permutation(len(rows.texts))[:most]
    return LabelledTexts(
        rows.name,
        [rows.texts[row] for row in chosen],
        rows.targets[chosen],
        rows.weights[chosen],
        [rows.languages[row] for row in chosen],
    )
