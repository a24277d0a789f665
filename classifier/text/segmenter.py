"""Segmenter: tokens of a clean text in any script, and the subword pieces that each is made of.

Words are what spaces and signs leave between them. Chinese, Japanese, Thai and their like write no spaces;
there a token is a piece, with the characters beside it: "你是笨蛋" -> "|你是|笨", "是|笨蛋|".
"""

import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from zlib import crc32

from classifier.text.scripts import HAN, normalize_scripts, spell_hangul
from classifier.text.tokenizer import Token
from classifier.text.word_cache import MOST_WORDS, cache_words

UNSPACED = f"{HAN}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
"""Scripts without spaces between words, as a class of a regular expression."""
MAX_PIECES = 8
"""Pieces kept of one word."""
MAX_RUNS = 48
"""Character runs kept of one word."""
RUN_BUCKETS = 80_000
"""Hash buckets of character runs, one vector each; number 0 is none."""
MAX_WORD = 40
"""Characters of a word that are looked at."""

_BEGINNING = "\u2581"
_UNKNOWN_COST = -30.0
_KOREAN = re.compile("[가-힣ᄀ-ᇿ]")


@cache
def _token_pattern() -> re.Pattern[str]:
    """Return the pattern of tokens, when one is asked for: a bundle of English alone never does."""
    marks = "".join(
        char for char in map(chr, range(0x300, 0xFFFF)) if unicodedata.category(char)[0] == "M"
    )
    letter = rf"(?:[^\W_]|[{marks}])"
    return re.compile(
        r"<[a-z]+>"
        rf"|(?P<unspaced>[{UNSPACED}]+)"
        rf"|(?:(?![{UNSPACED}]){letter})+(?:['*]+(?:(?![{UNSPACED}]){letter})+)*\*{{0,2}}"
        r"|\*\*|[!?]|<3"
    )


def has_tokens(text: str) -> bool:
    """Tell whether a clean text has any token."""
    return _token_pattern().search(text) is not None


def is_piece(token: str) -> bool:
    """Tell whether a token is a piece of a text without spaces, between its neighbours: "是|笨蛋|"; not ":|"."""
    return token.count("|") == 2  # noqa: PLR2004 - one on each side


class Segmenter:
    """Segmenter by a list of subword pieces and their log-likelihoods; may be called from any thread.

    A piece that begins a word begins with U+2581, as SentencePiece writes them (Kudo 2018, "Subword
    regularization"). Pieces are numbered from 1.
    """

    def __init__(self, pieces: Mapping[str, float], *, cache_size: int = MOST_WORDS) -> None:
        self.scored = pieces
        self.pieces = list(pieces)
        self._numbers = {sys.intern(piece): at for at, piece in enumerate(self.pieces, start=1)}
        self._scores = [0.0, *pieces.values()]
        self._longest = max(map(len, self.pieces), default=1)
        self.describe = cache_words(self._describe, cache_size)
        """Numbers of a token's pieces and of its character runs, most at MAX_PIECES and MAX_RUNS."""

    def tokenize(self, text: str) -> list[Token]:
        """Return the tokens of a clean text, its scripts normalised, with its characters of each."""
        aligned = normalize_scripts(text)
        tokens: list[Token] = []
        for match in _token_pattern().finditer(aligned.text):
            if match["unspaced"]:
                tokens += self._split_unspaced(match[0], match.start())
            else:
                tokens.append((match[0], match.start(), match.end()))
        if aligned.text == text:
            return tokens
        return [
            (token, aligned.begins[begin], aligned.ends[end - 1]) for token, begin, end in tokens
        ]

    def _split_unspaced(self, run: str, at: int) -> Iterator[Token]:
        for begin, end in self._segment(run, is_word=False):
            left, right = run[max(0, begin - 1) : begin], run[end : end + 1]
            yield f"{left}|{run[begin:end]}|{right}", at + begin, at + end

    def _describe(self, token: str) -> tuple[Sequence[int], Sequence[int]]:
        if is_piece(token):
            piece = token.split("|")[1]
            number = self._numbers.get(piece) or self._numbers.get(_BEGINNING + piece, 0)
            numbers = [number] if number else []
            return numbers, _number_runs(token)
        marked = _BEGINNING + token[:MAX_WORD]
        found = (self._numbers.get(marked[a:b]) for a, b in self._segment(marked, is_word=True))
        return [number for number in found if number][:MAX_PIECES], _number_runs(token)

    def _segment(self, text: str, *, is_word: bool) -> list[tuple[int, int]]:
        """Return the likeliest pieces [begin, end) of a text; a character of no piece is its own."""
        best = [0.0] + [-1e9] * len(text)
        begins = [0] * (len(text) + 1)
        for begin in range(len(text)):
            for end in range(begin + 1, min(len(text), begin + self._longest) + 1):
                number = self._numbers.get(text[begin:end])
                if number is None and not is_word:
                    number = self._numbers.get(_BEGINNING + text[begin:end])
                if number is None and end > begin + 1:
                    continue
                score = best[begin] + (_UNKNOWN_COST if number is None else self._scores[number])
                if score > best[end]:
                    best[end], begins[end] = score, begin
        parts, end = [], len(text)
        while end:
            parts.append((begins[end], end))
            end = begins[end]
        return parts[::-1]


def _word_runs(word: str) -> Iterator[str]:
    """Yield a word, and its runs of characters: 3 to 5 of plain letters, 2 to 4 of others."""
    yield f"<{word}>"
    marked = f"<{word}>"
    if _KOREAN.search(word):
        yield from _runs(word, (1, 2, 3))
        yield from _runs("<" + spell_hangul(word), (3, 4, 5))
    else:
        yield from _runs(marked, (3, 4, 5) if word.isascii() else (2, 3, 4))


def _unspaced_runs(left: str, piece: str, right: str) -> Iterator[str]:
    """Yield the runs of 1 to 3 characters of a piece and of what crosses its ends."""
    yield f"<{piece}>"
    yield from _runs(left + piece + right, (1, 2, 3))


def _runs(text: str, sizes: Sequence[int]) -> Iterator[str]:
    return (text[i : i + n] for n in sizes for i in range(len(text) - n + 1))


def hash_token_runs(token: str) -> list[int]:
    """Return the hashes, 32 bits, of the distinct runs of characters of a token, MAX_RUNS at most."""
    if is_piece(token):
        left, piece, right = token.split("|")
        runs = _unspaced_runs(left, piece, right)
    else:
        runs = _word_runs(token[:MAX_WORD])
    distinct = list(dict.fromkeys(runs))[:MAX_RUNS]
    return [crc32(run.encode("utf-8", "replace")) for run in distinct]


def _number_runs(token: str) -> list[int]:
    return [number % RUN_BUCKETS + 1 for number in hash_token_runs(token)]
