"""Readings: the texts as which a person may read a message, each with the offsets of the raw text."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from classifier.text.normalize import CleanText, clean
from classifier.text.scripts import normalize_scripts
from classifier.text.tokenizer import Token, tokenize

_Locate: TypeAlias = Callable[[int, int], tuple[int, int]]

_CAPS = "<caps> "
"""The mark before a message in capitals, which nobody wrote."""

_MARK = re.compile("<[a-z]+>")
"""The reading of a link, a mention or other markup: every other one has the same."""


@dataclass(frozen=True, slots=True)
class TextReading:
    """A text in lower case; `raw_span` gives the raw characters behind its characters [begin, end)."""

    text: str
    raw_span: _Locate


def list_readings(text: CleanText) -> list[TextReading]:
    """Return the readings that need no vocabulary: as it was written, clean, and in its script's usual form.

    "K.y.s" -> "k.y.s", "kys"; "ㅂㅏㅂㅗ" -> "ㅂㅏㅂㅗ", "바보".
    """
    readings = [TextReading(_lower(text.raw), lambda begin, end: (begin, end))]
    if text.text != readings[0].text:
        readings.append(TextReading(text.text, text.raw_span))
    usual = normalize_scripts(text.text)

    def locate(begin: int, end: int) -> tuple[int, int]:
        return text.raw_span(min(usual.begins[begin:end]), max(usual.ends[begin:end]))

    if usual.text != text.text:
        readings.append(TextReading(usual.text, locate))
    return readings


def join_tokens(text: CleanText, tokens: Sequence[Token]) -> TextReading:
    """Return the reading of a clean text as its tokens, such as misspelt words corrected: "stpid" -> "stupid".

    A word that was read as several stays whole: whole words of it were not written.
    """
    tokens = _undo_splits(text.text, tokens)
    words = [word for word, _, _ in tokens]
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))

    def locate(begin: int, end: int) -> tuple[int, int]:
        first, last = bisect_right(starts, begin) - 1, bisect_right(starts, end - 1) - 1
        return text.raw_span(tokens[first][1], tokens[last][2])

    return TextReading(" ".join(words), locate)


def read_term(term: str) -> list[str]:
    """Return the texts as which a word or a phrase may stand in readings, each once.

    "Penistone" -> ["penistone"]; "B4D" -> ["b4d", "bad"]; "🖕" -> ["🖕", "middle finger"].
    """
    cleaned = clean(term).text.removeprefix(_CAPS)
    forms = [cleaned, normalize_scripts(cleaned).text]
    read = [form for form in forms if form and not _MARK.search(form)]
    return list(dict.fromkeys([_lower(term), *read]))


def _undo_splits(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with a written word in place of those that it was split into."""
    written = tokenize(text)
    begins = [begin for _, begin, _ in written]
    kept = dict[int, Token]()
    for token in tokens:
        within = written[bisect_right(begins, token[1]) - 1] if begins else token
        is_split = within[1] in kept and token[2] <= within[2]
        kept[within[1]] = within if is_split else token
    return list(kept.values())


def _lower(text: str) -> str:
    """Return a text in lower case, each of its characters at its place."""
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
