"""A bundle: a folder that holds a model and all that belongs to it, and checks itself.

    model.onnx  vocabulary.json  bundle.json  metrics.json  README.md

`bundle.json` names the version of cleaning, the hashes of the other two, calibration, thresholds,
and golden texts with their scores. Nothing in a bundle is code.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.inference.calibration import Calibration
from classifier.labels import Label, LabelThresholds, Scores
from classifier.text import normalize, tokenizer
from classifier.text.tokenizer import Vocabulary

FORMAT = 1
"""Raise it when what a bundle holds changes."""

DEFAULT = Path(__file__).resolve().parents[2] / "models" / "toxicity-lstm"
"""The bundle that ships with Parley."""

_MADE_FOR = {
    "format": FORMAT,
    "cleaning": normalize.VERSION,
    "labels": [label.value for label in Label],
    "gram_buckets": tokenizer.NGRAM_BUCKETS,
    "max_grams": tokenizer.MAX_NGRAMS,
}
"""What a bundle and this code must agree on, or scores mean nothing."""

_HASHED = ("model.onnx", "vocabulary.json")


class BundleError(Exception):
    """A bundle is missing, damaged, or made for another version: one line says which and what to do."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was found to be whole."""

    folder: Path
    version: str
    vocabulary: Vocabulary
    calibration: Calibration
    thresholds: Mapping[Label, LabelThresholds]
    window: int
    """Words that the network reads at once; longer messages come in overlapping windows."""
    golden: Mapping[str, Scores]

    @property
    def model(self) -> Path:
        """The ONNX file."""
        return self.folder / "model.onnx"


def read(folder: Path) -> Bundle:
    """Read a bundle and check that it is whole and made for this code. Raises BundleError."""
    try:
        card = json.loads((folder / "bundle.json").read_text("utf-8"))
        for key, wanted in _MADE_FOR.items():
            if card[key] != wanted:
                raise _mismatch(folder, key, card[key], wanted)
        for name, digest in card["files"].items():
            if _digest(folder / name) != digest:
                raise BundleError(
                    f"{folder}: {name} is damaged: its hash is not the one in bundle.json; {_REMEDY}"
                )
        return Bundle(
            folder=folder,
            version=str(card["version"]),
            vocabulary=Vocabulary.read(folder / "vocabulary.json"),
            calibration=Calibration.from_json(card["calibration"]),
            thresholds=_thresholds(card),
            window=int(card["window"]),
            golden={text: Scores(dict(scores)) for text, scores in card["golden"].items()},
        )
    except FileNotFoundError as error:
        raise BundleError(f"{folder}: {Path(error.filename).name} is missing; {_REMEDY}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleError(f"{folder}: bundle.json cannot be read ({error!r}); {_REMEDY}") from error


def read_thresholds(folder: Path) -> tuple[str, Mapping[Label, LabelThresholds]]:
    """A bundle's version and thresholds, also where it was made for other code. Raises BundleError."""
    try:
        card = json.loads((folder / "bundle.json").read_text("utf-8"))
        return str(card["version"]), _thresholds(card)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleError(f"{folder}: bundle.json cannot be read ({error!r}); {_REMEDY}") from error


def write(bundle: Bundle, *, made: Mapping[str, Any]) -> None:
    """Write all of a bundle but its model, which is in the folder already.

    `made` is kept for whoever asks how the model was made: the config of its training.
    """
    bundle.vocabulary.write(bundle.folder / "vocabulary.json")
    thresholds = {k.value: {"flag": t.flag, "act": t.act} for k, t in bundle.thresholds.items()}
    card = {
        "version": bundle.version,
        **_MADE_FOR,
        "window": bundle.window,
        "files": {name: _digest(bundle.folder / name) for name in _HASHED},
        "thresholds": thresholds,
        "calibration": bundle.calibration.as_json(),
        "golden": {text: dict(scores) for text, scores in bundle.golden.items()},
        "made": dict(made),
    }
    (bundle.folder / "bundle.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")


_REMEDY = "restore the folder (git checkout, or download the release again) or train a new bundle"


def _mismatch(folder: Path, key: str, has: object, wanted: object) -> BundleError:
    return BundleError(
        f"{folder}: made for {key} {has!r}, but this is Parley with {key} {wanted!r}; "
        "use the bundle of this release, or train it anew (`compare` takes it with --scored)"
    )


def _thresholds(card: Mapping[str, Any]) -> dict[Label, LabelThresholds]:
    return {label: _threshold(card["thresholds"][label]) for label in Label}


def _threshold(values: Mapping[str, float | None]) -> LabelThresholds:
    flag, act = values["flag"], values["act"]
    return LabelThresholds(float(flag or 0.0), None if act is None else float(act))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
