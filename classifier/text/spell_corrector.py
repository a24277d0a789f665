"""Spelling correction of out-of-vocabulary words, one by one and across tokens.

Cleaning knows characters; what is left needs to know words: those that are misspelt by a letter or two, and
those that are broken up. Only words that are not in the vocabulary are touched.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import itemgetter

from classifier.text.doubts import Doubts
from classifier.text.leetspeak import find_identifiers
from classifier.text.lexicon import MAX_LENGTH, MIN_LENGTH, ONE_LETTER_WORDS, Lexicon
from classifier.text.tokenizer import Token, Vocabulary, tokenize
from classifier.text.word_cache import cache_words

MAX_PIECES = 8
"""Tokens that a broken word can lie in."""

_SIGN = re.compile(r"[@$|+]|!\w")
_SIGNED_WORD = re.compile(
    r"(?<![\w@$|+!'*.,:/#-])(?=[a-z0-9]*[@$|+!])[a-z0-9@$|+!]+[a-z0-9@$|+](?![\w@$|+'*#]|[.,:/-]\w)"
)
"""A run of letters, digits and signs that can be read as letters, one sign at least."""
_SNAKE = re.compile(r"(?<![\w*])[a-z]+(?:_[a-z]+)+(?![\w*])")
"""Words with a low line between them, as programs name things."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Reading of a clean text: its tokens mended, and the same without what is mended in doubt."""

    mended: list[Token]
    literal: list[Token] | None
    """None where nothing is in doubt."""


class SpellCorrector:
    """Spelling correction of clean texts by a vocabulary; caches the last words it met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._lexicon = Lexicon(vocabulary)
        self._doubts = Doubts(vocabulary, self._lexicon)
        self._correct_word = cache_words(self._lexicon.correct)
        self._decode_leet = cache_words(self._lexicon.decode_leet)

    def __reduce__(self) -> tuple[type["SpellCorrector"], tuple[Vocabulary]]:
        """Pickle as its vocabulary: its caches are a process's own."""
        return SpellCorrector, (self._vocabulary,)

    def read(self, text: str) -> Reading:
        """Return the tokens of a clean text, misspelt words corrected, and those without doubtful corrections.

        "you stpid b!+ch" -> [("you", 0, 3), ("stupid", 4, 9), ("bitch", 10, 15)]
        """
        tokens = self._decode_signs(text, tokenize(text))
        standalone = self._lexicon.standalone
        stands = [word in standalone or self._stands_alone(word) for word, _, _ in tokens]
        if all(stands) and "_" not in text:
            return Reading(tokens, None)
        identifiers = find_identifiers(text)
        if 1 in identifiers:
            stands = [
                each or identifiers[begin] > 0
                for each, (_, begin, _) in zip(stands, tokens, strict=True)
            ]
        pairs = list(self._correct_tokens(tokens, stands))
        mended = [token for words, _ in pairs for token in words]
        doubts = [
            words is not written and self._is_doubtful(words, written) for words, written in pairs
        ]
        if not any(doubts) and "_" not in text:
            return Reading(mended, None)
        literal = [
            token
            for (words, written), doubtful in zip(pairs, doubts, strict=True)
            for token in (written if doubtful else words)
        ]
        joined = [self._join_snake(literal, *match.span()) for match in _SNAKE.finditer(text)]
        return Reading(mended, literal if any(doubts) or any(joined) else None)

    def correct(self, text: str) -> list[Token]:
        """Return the tokens of a clean text, misspelt words corrected."""
        return self.read(text).mended

    def _join_snake(self, literal: list[Token], begin: int, end: int) -> bool:
        """Make one token of those within [begin, end), "cum_sum", if that may just as well be a term; tell whether."""
        first, last = (bisect_left(literal, at, key=itemgetter(1)) for at in (begin, end))
        words = [word for word, _, _ in literal[first:last]]
        joined = "".join(words)
        if not self._doubts.is_doubtful(joined, words):
            return False
        literal[first:last] = [(joined, begin, end)]
        return True

    def _is_doubtful(self, words: Sequence[Token], written: Sequence[Token]) -> bool:
        return len(written) == 1 and self._doubts.is_doubtful(
            written[0][0], [word for word, _, _ in words]
        )

    def correct_texts(self, text: str) -> list[str]:
        """Return the texts of these tokens alone."""
        return [word for word, _, _ in self.correct(text)]

    def _decode_signs(self, text: str, tokens: list[Token]) -> list[Token]:
        """Return the tokens with words in place of what is written with signs: "b!+ch" is no "b", "!" and "ch"."""
        if not _SIGN.search(text):
            return tokens
        decoded = [
            (word, *match.span())
            for match in _SIGNED_WORD.finditer(text)
            if len(match[0]) <= MAX_LENGTH and (word := self._decode_leet(match[0]))
        ]
        within = {at for _, begin, end in decoded for at in range(begin, end)}
        others = (token for token in tokens if token[1] not in within)
        return sorted([*decoded, *others], key=itemgetter(1)) if decoded else tokens

    def _correct_tokens(
        self, tokens: Sequence[Token], stands: Sequence[bool]
    ) -> Iterator[tuple[list[Token], list[Token]]]:
        """Yield tokens with broken words put together and unknown ones corrected, each beside what is written.

        [("stpid", 0, 5), ("id", 6, 8), ("iot", 9, 12)] -> [("stupid", 0, 5)], then [("idiot", 6, 12)]
        """
        at = 0
        while at < len(tokens):
            size = self._count_pieces(tokens, at, stands)
            if size and not (stands[at] and self._count_pieces(tokens, at + 1, stands)):
                pieces = list(tokens[at : at + size])
                word = "".join(piece for piece, _, _ in pieces)
                yield [(word, pieces[0][1], pieces[-1][2])], pieces
                at += size
            else:
                written = [tokens[at]]
                yield (written if stands[at] else self._correct_token(written)), written
                at += 1

    def _count_pieces(self, tokens: Sequence[Token], at: int, stands: Sequence[bool]) -> int:
        """Return how many tokens from here are one broken word; 0 if this one is none."""
        stand = stands[at : at + MAX_PIECES]
        if all(stand):
            return 0
        unknown = stand.index(False)
        word, best = "", 0
        for size, (piece, _, _) in enumerate(tokens[at : at + MAX_PIECES], start=1):
            if len(word) + len(piece) > MAX_LENGTH or not (piece.isascii() and piece.isalpha()):
                break
            word += piece
            is_broken = size > max(1, unknown)
            if is_broken and len(word) >= MIN_LENGTH and word in self._lexicon.ranks:
                best = size
        return best

    def _stands_alone(self, word: str) -> bool:
        """Tell whether a token is a word by itself, or nothing that could be a piece of one."""
        if len(word) == 1:
            return word in ONE_LETTER_WORDS or not word.isalpha()
        is_name = (
            not word.isalpha() and "*" not in word and word in self._vocabulary
        )  # "don't", "mp3"
        return is_name or not word[0].isalnum()

    def _correct_token(self, written: list[Token]) -> list[Token]:
        """Return the words that one token is read as, its characters shared out among them; itself, if it stays."""
        [(word, begin, end)] = written
        words = self._correct_word(word)
        if words == (word,):
            return written
        if len(words) == 1 or end - begin != len(word):
            return [(each, begin, end) for each in words]
        ends = accumulate(map(len, words), initial=begin)
        return [(each, *bounds) for each, bounds in zip(words, pairwise(ends), strict=True)]
