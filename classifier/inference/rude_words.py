"""Rude words of many languages, as hashes: what keeps a short line from being clean where no network knows the word.

Phrases are looked up whole: up to three words, or a run of characters where a script writes no spaces. Stems are
looked up at the beginning of longer words, as Turkish, Korean or Polish add endings: "salak" -> "salaksin".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from classifier.text.segmenter import is_piece

SHORT = 4
"""Words up to which a line's language is uncertain: "bite me" and "la bite" are told apart by no model."""
SHORT_MIXED = 8
"""Words up to which one rude word tells: of a line in two languages, among English ones."""
LONGEST_PHRASE = 3
"""Words of the longest phrase that is looked up."""
LONGEST_RUN = 6
"""Characters of the longest phrase of a script without spaces."""
SHORTEST_STEM, SHORTEST_SYLLABLES = 5, 2
"""Letters, or Korean syllables, from which on the beginning of a word is looked up."""
LONGEST_ENDING = 6
"""Letters that may follow a stem."""

_FIRST_SYLLABLE, _LAST_SYLLABLE = "\uac00", "\ud7a3"


FILE = Path(__file__).with_name("rude_words.npz")
"""Hashes for bundles of English alone, made by `python -m classifier rude-words`."""


@dataclass(frozen=True, slots=True)
class RudeWords:
    """Hashes of rude phrases, of stems of rude words, and of rude words that are harmless ones, too."""

    phrases: frozenset[int] = frozenset()
    stems: frozenset[int] = frozenset()
    namesakes: frozenset[int] = frozenset()

    def are_named(self, tokens: Sequence[str]) -> bool:
        """Tell whether a short line names a rude word; its tokens are as `Segmenter` gives them.

        Namesakes count up to `SHORT` words, others up to `SHORT_MIXED`: "comer", "you are such a kretin".
        """
        pieces = [token for token in tokens if "|" in token and is_piece(token)]
        spoken = _list_spoken(tokens)
        if max(len(pieces), len(spoken)) > SHORT_MIXED:
            return False
        hashes = _hash_neighbours(spoken)
        if pieces:
            hashes += map(hash_phrase, _list_parts(tokens))
        is_short = len(pieces) + len(spoken) <= SHORT
        return not (
            self.phrases.isdisjoint(hashes)
            and (not is_short or self.namesakes.isdisjoint(hashes))
            and self.stems.isdisjoint(map(hash_phrase, list_stems(spoken)))
        )


def read_rude_words(file: Path = FILE) -> RudeWords:
    """Read hashes, by default those that ship with Parley."""
    with np.load(file, allow_pickle=False) as kept:
        # By way of dicts: a set that grows takes twice the memory.
        hashes = (dict.fromkeys(kept[each.name].tolist()) for each in fields(RudeWords))
        return RudeWords(*map(frozenset, hashes))


def write_rude_words(rude: RudeWords, file: Path = FILE) -> None:
    """Write hashes as `read_rude_words` reads them."""
    arrays: dict[str, Any] = {
        each.name: np.array(sorted(getattr(rude, each.name)), np.uint32)
        for each in fields(RudeWords)
    }
    np.savez_compressed(file, **arrays)


def hash_phrase(phrase: str) -> int:
    """Return the hash, 32 bits, of a phrase of clean words, one space between them."""
    return crc32(phrase.encode("utf-8", "replace"))


def list_phrases(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the phrases that a message has: one to three words beside each other, or a part of a run.

    ["bro", "la", "bite"] -> "bro", "bro la", "bro la bite", "la", "la bite", "bite".
    """
    words = _list_spoken(tokens)
    for begin in range(len(words)):
        for end in range(begin + 1, min(len(words), begin + LONGEST_PHRASE) + 1):
            yield " ".join(words[begin:end])
    yield from _list_parts(tokens)


def _list_parts(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the runs of a message that stand without spaces, and their parts."""
    for run in _join_runs(tokens):
        yield run
        for begin in range(len(run)):
            for end in range(begin + 2, min(len(run), begin + LONGEST_RUN) + 1):
                yield run[begin:end]


def _list_spoken(tokens: Sequence[str]) -> list[str]:
    """Return the words of a message that stand between spaces."""
    return [
        token for token in tokens if token[0].isalnum() and not ("|" in token and is_piece(token))
    ]


def _hash_neighbours(words: Sequence[str]) -> list[int]:
    """Return the hashes of phrases of one to three words, each carried on from that of one word less."""
    encoded = [word.encode("utf-8", "replace") for word in words]
    hashes: list[int] = []
    for begin, first in enumerate(encoded):
        number = crc32(first)
        hashes.append(number)
        for word in encoded[begin + 1 : begin + LONGEST_PHRASE]:
            number = crc32(word, crc32(b" ", number))
            hashes.append(number)
    return hashes


def list_stems(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the beginnings of a message's words that may be stems: "aptalsin" -> "aptal", "aptals", ..."""
    for word in tokens:
        is_long = len(word) > SHORTEST_STEM or not word.isascii()
        if is_long and word[0].isalpha() and not is_piece(word):
            least = max(shortest_stem(word), len(word) - LONGEST_ENDING)
            yield from (word[:end] for end in range(least, len(word)))


def shortest_stem(word: str) -> int:
    """Return the letters from which on a beginning of a word may be a stem."""
    is_korean = _FIRST_SYLLABLE <= word[0] <= _LAST_SYLLABLE
    return SHORTEST_SYLLABLES if is_korean else SHORTEST_STEM


def _join_runs(tokens: Sequence[str]) -> Iterator[str]:
    """Yield what stands together in scripts without spaces, whose tokens are pieces with their neighbours."""
    run = ""
    for token in tokens:
        if is_piece(token):
            _, piece, right = token.split("|")
            run += piece
            if right:
                continue
        if run:
            yield run
        run = ""
    if run:
        yield run
