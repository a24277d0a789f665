"""Mending words: what no dictionary has, read as the words that a person sees in it.

Cleaning knows characters; what is left needs to know words: those that are broken by a letter or two, and
those that are broken up. Only what the dictionary does not have is touched.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter

from classifier.text.lexicon import ALONE, LETTERS, LONGEST_WORD, SHORTEST, Lexicon
from classifier.text.tokenizer import Token, Vocabulary, tokenize

MOST_PIECES = 8
"""Tokens that a broken word can lie in."""

_SIGN = re.compile(r"[@$|+]|!\w")
_SIGNED = re.compile(
    r"(?<![\w@$|+!'*.,:/#-])(?=[a-z0-9]*[@$|+!])[a-z0-9@$|+!]+[a-z0-9@$|+](?![\w@$|+'*#]|[.,:/-]\w)"
)
"""A run of letters, digits and signs that can be read as letters, one sign at least."""


class SpellCorrector:
    """Reads clean texts with a vocabulary at hand; remembers the words it met last."""

    def __init__(self, vocabulary: Vocabulary, *, remember: int = 20_000) -> None:
        self._vocabulary = vocabulary
        self._dictionary = Lexicon(vocabulary)
        self._read = lru_cache(remember)(self._dictionary.read)
        self._spell = lru_cache(remember)(self._dictionary.read_leet)

    def correct(self, text: str) -> list[Token]:
        """The words of a clean text, those that are broken mended.

        "you stpid b!+ch" -> [("you", 0, 3), ("stupid", 4, 9), ("bitch", 10, 15)]
        """
        return self._correct_token(self._read_signs(text, tokenize(text)))

    def correct_words(self, text: str) -> list[str]:
        """The same for words alone."""
        return [word for word, _, _ in self.correct(text)]

    def _read_signs(self, text: str, found: list[Token]) -> list[Token]:
        """The tokens with words in place of what is written with signs: "b!+ch" is no "b", "!" and "ch"."""
        if not _SIGN.search(text):
            return found
        spelled = [
            (word, *match.span())
            for match in _SIGNED.finditer(text)
            if len(match[0]) <= LONGEST_WORD and (word := self._spell(match[0]))
        ]
        within = {at for _, begin, end in spelled for at in range(begin, end)}
        others = (token for token in found if token[1] not in within)
        return sorted([*spelled, *others], key=itemgetter(1)) if spelled else found

    def _correct_token(self, found: Sequence[Token]) -> list[Token]:
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
        is_name = (
            not word.isalpha() and "*" not in word and word in self._vocabulary
        )  # "don't", "mp3"
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
