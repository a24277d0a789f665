"""Phrase requirements: the words without which a text need not be searched for a phrase, kept in an index beside the file.

To work them out takes as long as all else that a start does. So `harm_phrases.json` keeps those of `harm_phrases.toml`, with
what else the file says; where the file is another one by now, they are worked out anew, and nothing is different but that.
"""

import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from classifier.inference.phrase_grammar import Commonness, Part, parse_phrase, rank_rarest

_KEPT_SETS = 4_096
"""Sets of words that are kept once they were asked for; all phrases have fewer."""


class Requirement(NamedTuple):
    """Words that a phrase requires: one of each of `sets`, in this order, `within` so many words in a row.

    Each is a set of words, written in a row until it is asked for: most never are. `rarest` is the number of the one
    whose words are rarest.
    """

    sets: Sequence[str]
    rarest: int
    within: int


class RequiredWords(NamedTuple):
    """Requirement whose sets are at hand: `before` and `after` those of the rarest words, the nearest first."""

    before: Sequence[frozenset[str]]
    after: Sequence[frozenset[str]]
    within: int

    @classmethod
    def of(cls, requirement: Requirement) -> "RequiredWords":
        """Return a requirement with its sets at hand."""
        sets = [_words_of(words) for words in requirement.sets]
        rarest = requirement.rarest
        return cls(sets[:rarest][::-1], sets[rarest + 1 :], requirement.within)

    def are_met_at(self, words: Sequence[str], place: int) -> bool:
        """Tell whether they stand around the word at `place`, one of the rarest, in their order and near enough."""
        first = last = place
        for required in self.before:
            least = max(place - self.within, -1)
            first = next((at for at in range(first - 1, least, -1) if words[at] in required), -1)
            if first < 0:
                return False
        for required in self.after:
            most = min(place + self.within, len(words))
            last = next((at for at in range(last + 1, most) if words[at] in required), -1)
            if last < 0:
                return False
        return last - first < self.within


@dataclass(frozen=True, slots=True)
class PhraseFile:
    """Content of a file of phrases, and the requirements of its phrases, as far as an index keeps them."""

    values: Mapping[str, Any]
    kept: Mapping[str, Requirement] = field(default_factory=dict)

    def require(
        self, phrases: Sequence[str], slots: Mapping[str, Part], commonness: Commonness
    ) -> list[Requirement]:
        """Return the requirements of phrases.

        Raises:
            ValueError: a phrase is malformed, or has no word that must occur; the message names it.
        """
        return [self.kept.get(each) or _require(each, slots, commonness) for each in phrases]


def read_phrase_file(file: Path) -> PhraseFile:
    """Read a file of phrases, by way of its index where that is of the same file.

    Raises:
        OSError, ValueError: it cannot be read, or is no TOML.
    """
    source = file.read_bytes()
    index = index_path(file)
    kept = json.loads(index.read_bytes()) if index.is_file() else {}
    if kept.get("sha256") != sha256(source).hexdigest():
        return PhraseFile(tomllib.loads(source.decode("utf-8")))
    sets = kept["sets"]
    requirements = {
        phrase: Requirement(tuple([sets[each] for each in required]), rarest, within)
        for phrase, (within, rarest, *required) in kept["requirements"].items()
    }
    return PhraseFile(kept["values"], requirements)


def write_index(file: Path, requirements: Mapping[str, Requirement]) -> None:
    """Write the index of a file of phrases, given the requirements of each."""
    numbers: dict[str, int] = {}
    rows = {
        phrase: [
            each.within,
            each.rarest,
            *(numbers.setdefault(words, len(numbers)) for words in each.sets),
        ]
        for phrase, each in requirements.items()
    }
    source = file.read_bytes()
    kept = {
        "sha256": sha256(source).hexdigest(),
        "sets": list(numbers),
        "requirements": rows,
        "values": tomllib.loads(source.decode("utf-8")),
    }
    lines = json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"
    index_path(file).write_text(lines, "utf-8")


@lru_cache(_KEPT_SETS)
def _words_of(required: str) -> frozenset[str]:
    """Return the words of a set; many phrases name the same, and many sets the same words."""
    return frozenset(map(sys.intern, required.split()))


def index_path(file: Path) -> Path:
    """Return the path of the index of a file of phrases."""
    return file.with_suffix(".json")


def _require(phrase: str, slots: Mapping[str, Part], commonness: Commonness) -> Requirement:
    part = parse_phrase(phrase, slots)
    required = part.required(commonness)
    if not required:
        raise ValueError(f"phrase {phrase!r}: has no word that must occur")
    sets = tuple(" ".join(sorted(each)) for each in required)
    rarest = required.index(rank_rarest(required, commonness)[0])
    return Requirement(sets, rarest, part.longest())
