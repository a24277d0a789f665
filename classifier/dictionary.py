"""What one word is read as that no dictionary has.

It has letters swapped, dropped, doubled or starred out, or it is several words run together. The
dictionary is the bundle's own vocabulary, commonest word first.
"""

import re
from collections.abc import Iterator
from math import log

from classifier.tokens import Vocabulary

COMMON = 20_000
"""So many of the commonest words can be what was meant, and the rude ones."""
PLAIN = 6_000
"""So many can be a part of words that were run together, or stand for themselves where words were broken up."""
SHORTEST = 4
"""Letters of a word that is mended, and of what it is mended to."""
SHORT_PARTS = 300
"""A word of two letters is a part only if it is one of so many: "is" and "my" are, "st" is not."""
LONGEST_WORD = 16
LONGEST = 40
"""Letters of a run of words that is taken apart."""
WHOLE = 6
"""Letters from which on a common word is no piece of another."""
MOST_DOUBLED = 4
"""Doubled letters of a word that are looked at."""
LEAST_HIDING = 5
"""Letters of a word that may be a rude one, misspelt on purpose."""
MOST_LEFT_OUT = 2
"""Letters of a rude word that are left out."""

ALONE = frozenset("aiu")
"""Letters that are words."""

LETTERS = re.compile(r"[a-z]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MENDABLE = re.compile(r"[a-z0-9]+(?:\*+[a-z]+)*\*{0,3}")
_LEET = str.maketrans("013456789", "oieasgtbg")
_DOUBLED = re.compile(r"(.)\1")
_TWINS = {"i": "l", "l": "i"}
"""Letters that disguises take for each other: a capital I is a small l."""


class Dictionary:
    """Words that can have been meant."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        words = [
            word
            for rank, word in enumerate(vocabulary.words)
            if (rank < COMMON or word in vocabulary.rude) and LETTERS.fullmatch(word)
        ]
        self.ranks = {word: rank for rank, word in enumerate(words)}
        """How common a word is: 0 is the commonest."""
        self.plain = frozenset(
            word
            for rank, word in enumerate(words)
            if (rank < PLAIN or len(word) >= WHOLE) and (len(word) > 1 or word in ALONE)
        )
        """Words that stand for themselves beside pieces of others."""
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            self._by_length.setdefault(len(word), []).append(word)

    def read(self, word: str) -> tuple[str, ...]:
        """The words that a word is read as: itself, where it is known or nothing better is found."""
        if word in self._vocabulary or not _MENDABLE.fullmatch(word):
            return (word,)
        if "*" in word:
            return (self._fill_stars(word),) if len(word) >= SHORTEST else (word,)
        if not word.isalpha():
            plain = word.translate(_LEET)
            known = self.ranks if len(word) >= SHORTEST else self._vocabulary.rude
            return (plain if plain in known else word,)
        if len(word) < SHORTEST:
            return (word,)
        for slips in (_undouble(word), _slips(word), self._hidden(word)):
            meant = [each for each in slips if each in self.ranks]
            if meant:
                return (min(meant, key=self.ranks.__getitem__),)
        return self._take_apart(word)

    def _fill_stars(self, word: str) -> str:
        """The likeliest word that these stars hide: "st*p*d" -> "stupid", "tra**sh" -> "trash".

        That is a rude one, as nobody stars out another without need; else the commonest.
        """
        bare = word.replace("*", "")
        pattern = re.compile(word.replace("*", "."))
        hidden = [each for each in self._by_length.get(len(word), ()) if pattern.fullmatch(each)]
        rude = [each for each in hidden if each in self._vocabulary.rude]
        if rude and len(bare) > 1:
            return rude[0]
        if hidden and 2 * len(bare) >= len(word):
            return hidden[0]
        return bare if bare in self.ranks else word

    def _take_apart(self, word: str) -> tuple[str, ...]:
        """The likeliest common words that it is made of: "youareanidiot" -> "you", "are", "an", "idiot"."""
        if not SHORTEST < len(word) <= LONGEST:
            return (word,)
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        for end in range(1, len(word) + 1):
            ways = [
                (best[begin][0] + log(self.ranks.get(part, 0) + 10), (*best[begin][1], part))
                for begin in range(max(0, end - LONGEST_WORD), end)
                if best[begin][0] < float("inf") and self._is_part(part := word[begin:end])
            ]
            best.append(min(ways, default=(float("inf"), ())))
        cost, parts = best[-1]
        is_likely = cost < float("inf") and len(word) > 2 * len(parts)
        return parts if is_likely else (word,)

    def _is_part(self, part: str) -> bool:
        rank = self.ranks.get(part, COMMON)
        match len(part):
            case 1:
                return part in ALONE
            case 2:
                return rank < SHORT_PARTS
            case 3 | 4:
                return rank < PLAIN or part in self._vocabulary.rude
            case _:
                return rank < COMMON

    def _hidden(self, word: str) -> Iterator[str]:
        """The rude words that a word may hide."""
        if len(word) >= LEAST_HIDING:
            yield from (each for each in self._vocabulary.rude if _hides(word, each))


def _hides(word: str, rude: str) -> bool:
    """Whether a word is a rude one with an inner letter exchanged, or two left out: "idoot", "basrd"."""
    if word[0] != rude[0] or word[-1] != rude[-1]:
        return False
    if len(word) == len(rude):
        return sum(a != b for a, b in zip(word, rude, strict=True)) == 1
    letters = iter(rude)
    return 0 < len(rude) - len(word) <= MOST_LEFT_OUT and all(each in letters for each in word)


def _undouble(word: str) -> Iterator[str]:
    """What a word is without some of its doubled letters: "asshhole" -> "ashhole", "asshole", "ashole"."""
    places = [match.start() for match in _DOUBLED.finditer(word)][:MOST_DOUBLED]
    for chosen in range(1, 2 ** len(places)):
        dropped = {at for bit, at in enumerate(places) if chosen >> bit & 1}
        yield "".join(letter for at, letter in enumerate(word) if at not in dropped)


def _slips(word: str) -> Iterator[str]:
    """What a word is with two neighbours swapped, with one letter more, or with i for l and l for i."""
    for i, letter in enumerate(word):
        if i + 1 < len(word):
            yield word[:i] + word[i + 1] + letter + word[i + 2 :]
        yield from (word[: i + 1] + each + word[i + 1 :] for each in _LETTERS)
        if letter in _TWINS:
            yield word[:i] + _TWINS[letter] + word[i + 1 :]
