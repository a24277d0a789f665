"""What one word is read as that no dictionary has.

It has letters swapped, dropped, doubled, starred out or written in digits, or it is several words run
together. The dictionary is the bundle's own vocabulary, commonest word first.
"""

import re
from collections.abc import Container, Iterable, Iterator
from math import log

from classifier.text import edits
from classifier.text.tokenizer import Vocabulary

COMMON = 20_000
"""So many of the commonest words can be what was meant, and the rude ones."""
PLAIN = 6_000
"""So many can be a part of words that were run together, or stand for themselves where words were broken up."""
PLAIN_SHORT = 1_500
"""The same for words of two letters: "sh" and "di" are pieces."""
SHORTEST = 4
"""Letters of a word that is mended, and of what it is mended to."""
SHORT_PARTS = 300
"""A word of two letters is a part only if it is one of so many: "is" and "my" are, "st" is not."""
LONGEST_WORD = 16
LONGEST = 40
"""Letters of a run of words that is taken apart."""
WHOLE = 6
"""Letters from which on a common word is no piece of another."""
LEAST_HIDING = 5
"""Letters of a word that may be a rude one, misspelt on purpose."""
LEAST_CONSONANTS = 3
"""Consonants that are enough to know a rude word by."""

ALONE = frozenset("aiu")
"""Letters that are words."""

LETTERS = re.compile(r"[a-z]+")
_MENDABLE = re.compile(r"[a-z0-9]+(?:\*+[a-z]+)*\*{0,3}")


class Lexicon:
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
        self.plain = frozenset(word for word, rank in self.ranks.items() if _is_plain(word, rank))
        """Words that stand for themselves beside pieces of others."""
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            self._by_length.setdefault(len(word), []).append(word)
        self._rude = vocabulary.rude & self.ranks.keys()
        bare = {
            edits.drop_vowels(word): word
            for word in sorted(self._rude, key=self._rank, reverse=True)
        }
        self._bare = {
            consonants: word
            for consonants, word in bare.items()
            if len(consonants) >= LEAST_CONSONANTS and consonants not in vocabulary
        }
        """Rude words by their consonants, where those are no word."""

    def read(self, word: str) -> tuple[str, ...]:
        """The words that a word is read as: itself, where it is known or nothing better is found."""
        if word in self._vocabulary and "*" not in word:
            return (word,)
        return self.respell(word)

    def respell(self, word: str) -> tuple[str, ...]:
        """The same as if the word itself were not known."""
        if not _MENDABLE.fullmatch(word):
            return (word,)
        if word.isalpha():
            return self._read_letters(word)
        if "*" in word:
            return (self._fill_stars(word),)
        return (self.read_leet(word) or word,)

    def read_leet(self, word: str) -> str | None:
        """The word that digits and signs spell: "5h1+" -> "shit"; None for "gr8" and "foo1", a name with a number."""
        name = word.rstrip("0123456789")
        is_sure = len(word) >= SHORTEST and (name == word or name not in self.plain)
        return self._choose(edits.read_leet(word), self.ranks if is_sure else self._rude)

    def _read_letters(self, word: str) -> tuple[str, ...]:
        if len(word) < SHORTEST or word in self._bare:
            return (self._bare.get(word, word),)
        for way, known in (
            (edits.undouble, self._rude),
            (edits.undouble, self.ranks),
            (edits.exchange_bars, self.ranks),
            (edits.swap_or_add, self.ranks),
            (self._hidden_in, self._rude),
        ):
            if meant := self._choose(way(word), known):
                return (meant,)
        if word[0] in ALONE and word[1:] in self._rude:
            return word[0], word[1:]
        return self._segment(word)

    def _hidden_in(self, word: str) -> Iterator[str]:
        """Rude words that a word may hide."""
        if len(word) < LEAST_HIDING:
            return iter(())
        return (rude for rude in self._rude if edits.hides_inside(word, rude))

    def _choose(self, ways: Iterable[str], known: Container[str]) -> str | None:
        """The commonest of the known words among these."""
        return min((way for way in ways if way in known), key=self._rank, default=None)

    def _rank(self, word: str) -> int:
        return self.ranks[word]

    def _fill_stars(self, word: str) -> str:
        """The likeliest word that these stars hide: "st*p*d" -> "stupid", "tra**sh" -> "trash".

        That is a rude one, as nobody stars out another without need; else the commonest.
        """
        if len(word) < SHORTEST:
            return word
        bare = word.replace("*", "")
        pattern = re.compile(word.replace("*", "."))
        hidden = [each for each in self._by_length.get(len(word), ()) if pattern.fullmatch(each)]
        rude = [each for each in hidden if each in self._rude]
        if rude and len(bare) > 1:
            return rude[0]
        if word in self._vocabulary:
            return word
        if hidden and 2 * len(bare) >= len(word):
            return hidden[0]
        return bare if bare in self.ranks else word

    def _segment(self, word: str) -> tuple[str, ...]:
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
                return rank < PLAIN or part in self._rude
            case _:
                return rank < COMMON


def _is_plain(word: str, rank: int) -> bool:
    match len(word):
        case 1:
            return word in ALONE
        case 2:
            return rank < PLAIN_SHORT
        case length:
            return rank < PLAIN or length >= WHOLE
