"""Bundle: a model folder that describes and checks itself.

    model.onnx  model.words.npy  model.grams.npy  vocabulary.json  bundle.json  metrics.json  README.md

`bundle.json` names the versions of cleaning and of the phrases, the hashes of the files before it, calibration, thresholds,
and golden texts with their scores. Nothing in a bundle is code.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.inference import multilingual_part, phrase_search
from classifier.inference.calibration import Calibration
from classifier.inference.multilingual_part import MultilingualPart
from classifier.inference.vectors import find_tables
from classifier.labels import Label, LabelThresholds, Scores, Thresholds
from classifier.shipped_files import find_shipped
from classifier.text import normalize, tokenizer
from classifier.text.tokenizer import Vocabulary

FORMAT = 2
"""Version of the folder's format: raise it when a bundle holds something else."""

READABLE = (1, FORMAT)
"""Formats that are read: in the first, the tables of vectors were inside `model.onnx`."""

DEFAULT = find_shipped("models/toxicity-lstm")
"""The bundle that ships with Parley."""

_COMPATIBILITY = {
    "cleaning": normalize.VERSION,
    "phrases": phrase_search.VERSION,
    "labels": [label.value for label in Label],
    "gram_buckets": tokenizer.NGRAM_BUCKETS,
    "max_grams": tokenizer.MAX_NGRAMS,
}
"""Values that a bundle and this code must agree on, or scores mean nothing."""


class BundleError(Exception):
    """A bundle is missing, damaged, or made for another version; one line says which, with the remedy."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose files were read and checked."""

    folder: Path
    version: str
    vocabulary: Vocabulary
    calibration: Calibration
    thresholds: Mapping[Label, LabelThresholds]
    window: int
    """Tokens that the network reads at once; longer messages come in overlapping windows."""
    golden: Mapping[str, Scores]
    released_on: str | None = None
    """Date of the release, ISO 8601; bundles before 2026-12 do not name it."""
    languages: tuple[str, ...] = ("en",)
    """Codes (ISO 639-1) of the languages that it scores."""
    multilingual: MultilingualPart | None = None
    """The second network's part, where the bundle reads other languages than English."""

    @property
    def all_thresholds(self) -> Thresholds:
        """Thresholds by label, and by language where the bundle has more than one."""
        profiles = self.multilingual.profiles if self.multilingual else {}
        return Thresholds(
            self.thresholds, {code: each.thresholds for code, each in profiles.items()}
        )

    @property
    def languages_model(self) -> Path:
        """Path of the second network's ONNX file."""
        return self.folder / multilingual_part.MODEL

    @property
    def model(self) -> Path:
        """Path of the ONNX file."""
        return self.folder / "model.onnx"

    @property
    def network_files(self) -> list[Path]:
        """Paths of the English network's files: the ONNX file, and its tables where they are beside it."""
        return [self.model, *find_tables(self.model)]

    @property
    def sha256(self) -> str:
        """Hash of bundle.json, which holds the hashes of the model's files: it identifies the bundle."""
        return _sha256(self.folder / "bundle.json")


def read(folder: Path) -> Bundle:
    """Read a bundle and check that it is whole and made for this code.

    Raises:
        BundleError: it is not.
    """
    try:
        manifest = json.loads((folder / "bundle.json").read_text("utf-8"))
        if manifest["format"] not in READABLE:
            raise _mismatch(folder, "format", manifest["format"], FORMAT)
        for key, wanted in _COMPATIBILITY.items():
            if manifest[key] != wanted:
                raise _mismatch(folder, key, manifest[key], wanted)
        for name, digest in manifest["files"].items():
            if _sha256(folder / name) != digest:
                raise BundleError(
                    f"{folder}: {name} is damaged: its hash is not the one in bundle.json; {_REMEDY}"
                )
        return Bundle(
            folder=folder,
            version=str(manifest["version"]),
            vocabulary=Vocabulary.read(folder / "vocabulary.json"),
            calibration=Calibration.from_json(manifest["calibration"]),
            thresholds=_thresholds(manifest),
            window=int(manifest["window"]),
            golden={text: Scores(dict(scores)) for text, scores in manifest["golden"].items()},
            released_on=manifest.get("released_on"),
            languages=tuple(manifest.get("languages", ("en",))),
            multilingual=(
                multilingual_part.read_part(folder, manifest["multilingual"])
                if "multilingual" in manifest
                else None
            ),
        )
    except FileNotFoundError as error:
        raise BundleError(f"{folder}: {Path(error.filename).name} is missing; {_REMEDY}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleError(
            f"{folder}: bundle.json cannot be read ({_explain(error)}); {_REMEDY}"
        ) from error


def read_thresholds(folder: Path) -> tuple[str, Mapping[Label, LabelThresholds]]:
    """Read a bundle's version and thresholds, also where it was made for other code.

    Raises:
        BundleError: it has no readable bundle.json.
    """
    try:
        manifest = json.loads((folder / "bundle.json").read_text("utf-8"))
        return str(manifest["version"]), _thresholds(manifest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleError(
            f"{folder}: bundle.json cannot be read ({_explain(error)}); {_REMEDY}"
        ) from error


def read_made(bundle: Bundle) -> Mapping[str, Any]:
    """Read how a bundle's model was made: the config of its training."""
    made: Mapping[str, Any] = json.loads((bundle.folder / "bundle.json").read_text("utf-8"))["made"]
    return made


def write(bundle: Bundle, *, made: Mapping[str, Any]) -> None:
    """Write all files of a bundle but its model, which is in the folder already.

    `made` records how the model was made: the config of its training.
    """
    bundle.vocabulary.write(bundle.folder / "vocabulary.json")
    part = bundle.multilingual
    hashed = [*(file.name for file in bundle.network_files), "vocabulary.json"]
    if part:
        hashed += multilingual_part.write_files(part, bundle.folder)
    thresholds = {k.value: {"flag": t.flag, "act": t.act} for k, t in bundle.thresholds.items()}
    manifest = {
        "version": bundle.version,
        "released_on": bundle.released_on,
        "languages": list(bundle.languages),
        "format": FORMAT,
        **_COMPATIBILITY,
        "window": bundle.window,
        "files": {name: _sha256(bundle.folder / name) for name in hashed},
        "thresholds": thresholds,
        "calibration": bundle.calibration.as_json(),
        "golden": {text: dict(scores) for text, scores in bundle.golden.items()},
        **({"multilingual": part.as_json()} if part else {}),
        "made": dict(made),
    }
    (bundle.folder / "bundle.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


_REMEDY = "restore the folder (git checkout, or download the release again) or train a new bundle"


def _mismatch(folder: Path, key: str, has: object, wanted: object) -> BundleError:
    return BundleError(
        f"{folder}: made for {key} {has!r}, but this is Parley with {key} {wanted!r}; "
        "use the bundle of this release, or train it anew (`compare` takes it with --scored)"
    )


def _thresholds(manifest: Mapping[str, Any]) -> dict[Label, LabelThresholds]:
    return {label: _threshold(manifest["thresholds"][label]) for label in Label}


def _threshold(values: Mapping[str, float | None]) -> LabelThresholds:
    flag, act = values["flag"], values["act"]
    return LabelThresholds(float(flag or 0.0), None if act is None else float(act))


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _explain(error: Exception) -> str:
    """Explain why a file cannot be used: "Not a directory" of the system's errors, else the whole error."""
    return error.strerror or repr(error) if isinstance(error, OSError) else repr(error)
