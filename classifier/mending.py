"""Mending words: what no dictionary has, read as the words that a person sees in it.

Cleaning knows characters; what is left needs to know words: letters swapped, dropped, doubled or
starred out, words run together or broken up. The bundle's own vocabulary, commonest word first, is the
dictionary, and only what is not in it is touched.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import log

from classifier.tokens import Token, Vocabulary

COMMON = 20_000
"""So many of the commonest words can be what was meant."""
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
MOST_PIECES = 8
"""Tokens that a broken word can lie in."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MENDABLE = re.compile(r"[a-z0-9]+(?:\*+[a-z]+)*\*{0,3}")
_LEET = str.maketrans("013456789", "oieasgtbg")
_DOUBLED = re.compile(r"(.)\1")
_PIECE = re.compile(r"[a-z]+")
MOST_DOUBLED = 4
"""Doubled letters of a word that are looked at."""
_TWINS = {"i": "l", "l": "i"}
"""Letters that disguises take for each other: a capital I is a small l."""
_ALONE = frozenset("aiu")
"""Letters that are words."""


class Mender:
    """Reads tokens with a vocabulary at hand; remembers the words it met last."""

    def __init__(self, vocabulary: Vocabulary, *, remember: int = 20_000) -> None:
        self._vocabulary = vocabulary
        words = [word for word in vocabulary.words[:COMMON] if _PIECE.fullmatch(word)]
        self._ranks = {word: rank for rank, word in enumerate(words)}
        self._plain = frozenset(
            word
            for rank, word in enumerate(words)
            if (rank < PLAIN or len(word) >= WHOLE) and (len(word) > 1 or word in _ALONE)
        )
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            self._by_length.setdefault(len(word), []).append(word)
        self._mend_word = lru_cache(remember)(self._find_words)

    def mend(self, found: Sequence[Token]) -> list[Token]:
        """The tokens with broken words put together, and words that nobody knows in place of them.

        [("stpid", 0, 5), ("id", 6, 8), ("iot", 9, 12)] -> [("stupid", 0, 5), ("idiot", 6, 12)]
        """
        plain = self._plain
        stands = [word in plain or self._stands_alone(word) for word, _, _ in found]
        if all(stands):
            return list(found)
        mended: list[Token] = []
        at = 0
        while at < len(found):
            size = self._pieces(found, at, stands)
            if size and not (stands[at] and self._pieces(found, at + 1, stands)):
                word = "".join(piece for piece, _, _ in found[at : at + size])
                mended.append((word, found[at][1], found[at + size - 1][2]))
                at += size
            elif stands[at]:
                mended.append(found[at])
                at += 1
            else:
                mended += self._spread(*found[at])
                at += 1
        return mended

    def mend_words(self, words: Sequence[str]) -> list[str]:
        """The same for words alone."""
        return [word for word, _, _ in self.mend([(word, 0, len(word)) for word in words])]

    def _pieces(self, found: Sequence[Token], at: int, stands: Sequence[bool]) -> int:
        """How many tokens from here are one broken word; 0 if this one is none."""
        if all(stands[at : at + MOST_PIECES]):
            return 0
        word, best = "", 0
        for size, (piece, _, _) in enumerate(found[at : at + MOST_PIECES], start=1):
            if not _PIECE.fullmatch(piece):
                break
            word += piece
            if len(word) > LONGEST_WORD:
                break
            is_broken = size > 1 and not all(stands[at : at + size])
            if is_broken and len(word) >= SHORTEST and word in self._ranks:
                best = size
        return best

    def _stands_alone(self, word: str) -> bool:
        """Whether a token is a word by itself, or nothing that could be a part of one."""
        if len(word) == 1:
            return word in _ALONE or not word.isalpha()
        is_name = not word.isalpha() and word in self._vocabulary  # "don't", "mp3"
        return word in self._plain or is_name or not word[0].isalnum()

    def _spread(self, word: str, begin: int, end: int) -> Iterator[Token]:
        """A word's place in the text, shared out among the words it is mended to."""
        if len(word) < SHORTEST or word in self._vocabulary or not _MENDABLE.fullmatch(word):
            yield word, begin, end
            return
        words = self._mend_word(word)
        if len(words) == 1 or end - begin != len(word):
            yield from ((each, begin, end) for each in words)
            return
        for each in words:
            yield each, begin, begin + len(each)
            begin += len(each)

    def _find_words(self, word: str) -> tuple[str, ...]:
        """What an unknown word is read as, or the word itself."""
        if "*" in word:
            return (self._fill_stars(word),)
        if not word.isalpha():
            plain = word.translate(_LEET)
            return (plain if plain in self._ranks else word,)
        for slips in (_undouble(word), _slips(word)):
            meant = [each for each in slips if each in self._ranks]
            if meant:
                return (min(meant, key=self._ranks.__getitem__),)
        return self._take_apart(word)

    def _fill_stars(self, word: str) -> str:
        """The commonest word that these stars can hide: "st*p*d" -> "stupid", "tra**sh" -> "trash"."""
        bare = word.replace("*", "")
        if 2 * len(bare) >= len(word):
            pattern = re.compile(word.replace("*", "."))
            for each in self._by_length.get(len(word), ()):
                if pattern.fullmatch(each):
                    return each
        return bare if bare in self._ranks else word

    def _take_apart(self, word: str) -> tuple[str, ...]:
        """The likeliest common words that it is made of: "youareanidiot" -> "you", "are", "an", "idiot"."""
        if not SHORTEST < len(word) <= LONGEST:
            return (word,)
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        for end in range(1, len(word) + 1):
            ways = [
                (best[begin][0] + log(self._ranks.get(part, 0) + 10), (*best[begin][1], part))
                for begin in range(max(0, end - LONGEST_WORD), end)
                if best[begin][0] < float("inf") and self._is_part(part := word[begin:end])
            ]
            best.append(min(ways, default=(float("inf"), ())))
        cost, parts = best[-1]
        is_likely = cost < float("inf") and len(word) > 2 * len(parts)
        return parts if is_likely else (word,)

    def _is_part(self, part: str) -> bool:
        rank = self._ranks.get(part, COMMON)
        match len(part):
            case 1:
                return part in _ALONE
            case 2:
                return rank < SHORT_PARTS
            case _:
                return rank < PLAIN


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
