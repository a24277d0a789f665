"""Multilingual part of a bundle: a second network for every language, beside the English one.

    languages.onnx  languages.words.npy  languages.grams.npy  pieces.json  runs.npz  and the key `multilingual` of bundle.json

The English network and all that belongs to it stay as they are in the bundle of English alone, so that English
loses nothing. The second network reads every message, English or not, and says the language besides the labels.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.inference import run_weights
from classifier.inference.language_profiles import ANY, LanguageProfile
from classifier.inference.rude_words import RudeWords
from classifier.inference.run_weights import RunWeights
from classifier.inference.vectors import find_tables
from classifier.text import segmenter

MODEL, PIECES = "languages.onnx", "pieces.json"
"""Files of the part, beside those of every bundle."""

_COMPATIBILITY = {
    "run_buckets": segmenter.RUN_BUCKETS,
    "max_runs": segmenter.MAX_RUNS,
    "max_pieces": segmenter.MAX_PIECES,
}
"""Values that the part and this code must agree on."""


@dataclass(frozen=True, slots=True)
class MultilingualPart:
    """Part of a bundle for other languages than English.

    `heads` are the codes of the languages that the network tells apart, in the order of its answers behind
    those of the labels; `profiles` those that it scores, and `ANY`; `rude` rude words of any other language
    than English.
    """

    pieces: Mapping[str, float]
    heads: Sequence[str]
    profiles: Mapping[str, LanguageProfile]
    rude: RudeWords = field(default_factory=RudeWords)
    runs: RunWeights | None = None
    """Linear model beside the network; it is added to the network's logit of `toxic`."""

    def as_json(self) -> dict[str, Any]:
        """Return the key `multilingual` of bundle.json: all but the pieces."""
        return {
            **_COMPATIBILITY,
            "heads": list(self.heads),
            "rude": sorted(self.rude.phrases),
            "stems": sorted(self.rude.stems),
            "namesakes": sorted(self.rude.namesakes),
            "profiles": {code: each.as_json() for code, each in self.profiles.items()},
        }


def read_part(folder: Path, values: Mapping[str, Any]) -> MultilingualPart:
    """Read the part of a bundle from its folder and its key in bundle.json.

    Raises:
        OSError, ValueError, KeyError, TypeError: it is not whole, or made for other code.
    """
    for key, wanted in _COMPATIBILITY.items():
        if values[key] != wanted:
            raise ValueError(f"made for {key} {values[key]}, but this is Parley with {wanted}")
    kept = json.loads((folder / PIECES).read_text("utf-8"))
    profiles = {
        code: LanguageProfile.from_json(code, each) for code, each in values["profiles"].items()
    }
    if ANY not in profiles or "en" not in values["heads"]:
        raise ValueError(f"a multilingual bundle has the profile {ANY!r} and the head 'en'")
    return MultilingualPart(
        {
            str(piece): -float(cost)
            for piece, cost in zip(kept["pieces"], kept["costs"], strict=True)
        },
        tuple(map(str, values["heads"])),
        profiles,
        RudeWords(
            *(frozenset(map(int, values.get(name, ()))) for name in ("rude", "stems", "namesakes"))
        ),
        RunWeights.read(folder / run_weights.FILE),
    )


def write_files(part: MultilingualPart, folder: Path) -> tuple[str, ...]:
    """Write the part's own files but its network; return the names of all, which `bundle.json` hashes."""
    _write_pieces(part.pieces, folder)
    if part.runs is None:
        raise ValueError("a multilingual bundle has weights of runs")
    part.runs.write(folder / run_weights.FILE)
    tables = (file.name for file in find_tables(folder / MODEL))
    return (MODEL, *tables, PIECES, run_weights.FILE)


def _write_pieces(pieces: Mapping[str, float], folder: Path) -> None:
    """Write the pieces and their costs, which are their log-likelihoods with the sign turned."""
    if not all(math.isfinite(score) for score in pieces.values()):
        raise ValueError("every piece needs a finite log-likelihood")
    kept = {"pieces": list(pieces), "costs": [round(-score, 2) for score in pieces.values()]}
    (folder / PIECES).write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", "utf-8")
