"""Mending words: what no dictionary has, read as the words that a person sees in it.

Cleaning knows characters; what is left needs to know words: those that are broken by a letter or two, and
those that are broken up. Only what the dictionary does not have is touched.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from classifier.dictionary import ALONE, LETTERS, LONGEST_WORD, SHORTEST, Dictionary
from classifier.tokens import Token, Vocabulary

MOST_PIECES = 8
"""Tokens that a broken word can lie in."""


class Mender:
    """Reads tokens with a vocabulary at hand; remembers the words it met last."""

    def __init__(self, vocabulary: Vocabulary, *, remember: int = 20_000) -> None:
        self._vocabulary = vocabulary
        self._dictionary = Dictionary(vocabulary)
        self._read = lru_cache(remember)(self._dictionary.read)

    def mend(self, found: Sequence[Token]) -> list[Token]:
        """The tokens with broken words put together, and words that nobody knows in place of them.

        [("stpid", 0, 5), ("id", 6, 8), ("iot", 9, 12)] -> [("stupid", 0, 5), ("idiot", 6, 12)]
        """
        plain = self._dictionary.plain
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
            if not LETTERS.fullmatch(piece):
                break
            word += piece
            if len(word) > LONGEST_WORD:
                break
            is_broken = size > 1 and not all(stands[at : at + size])
            if is_broken and len(word) >= SHORTEST and word in self._dictionary.ranks:
                best = size
        return best

    def _stands_alone(self, word: str) -> bool:
        """Whether a token is a word by itself, or nothing that could be a part of one."""
        if len(word) == 1:
            return word in ALONE or not word.isalpha()
        is_name = not word.isalpha() and word in self._vocabulary  # "don't", "mp3"
        return word in self._dictionary.plain or is_name or not word[0].isalnum()

    def _spread(self, word: str, begin: int, end: int) -> Iterator[Token]:
        """A word's place in the text, shared out among the words it is read as."""
        words = self._read(word)
        if len(words) == 1 or end - begin != len(word):
            yield from ((each, begin, end) for each in words)
            return
        for each in words:
            yield each, begin, begin + len(each)
            begin += len(each)
