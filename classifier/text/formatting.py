"""Paired marks of formatting: bold, italics, strikes and spoilers of Discord and Slack.

Single stars within a word, as in "f*ck*ng" and "m*oro*n", are none: only the spelling correction knows
which words they hide.
"""

import re
from typing import NamedTuple

MAX_LENGTH = 400
"""Characters between two marks around words."""

_MARK_RUN = re.compile(r"\*+|_+|~+|\|+")
_MARKS = frozenset({"*", "**", "***", "_", "__", "___", "~", "~~", "||"})
_IN_WORD = re.compile(
    r"(?<![\w*])(\*\*|__)([^\W_]+)\1(?=[^\W_])|(?<=[^\W_])(\*\*|__)([^\W_]+)\3(?![*_])"
    r"|(?P<mark>\|\||~~)(\S+?)(?P=mark)"
)
"""Marks within a word, "f**u**ck" and "__mo__ron", and whatever is between two spoilers or strikes, "||x||s"."""


class Pair(NamedTuple):
    """Two marks [begin, first) and [last, end), and the characters [first, last) between them."""

    begin: int
    first: int
    last: int
    end: int


def find_pairs(text: str) -> list[Pair]:
    """Return the pairs of marks from left to right, none within another: "a *b* c" -> [(2, 3, 4, 5)].

    Of two that begin at one place, one within a word goes before one around words.
    """
    pairs: list[Pair] = []
    if not _MARK_RUN.search(text):
        return pairs
    end = 0
    in_word = _IN_WORD.search(text)
    for pair in _pair_around_words(text):
        while in_word and (in_word.start(), bool(in_word["mark"])) <= (pair.begin, False):
            pairs.append(_as_pair(in_word))
            end = in_word.end()
            in_word = _IN_WORD.search(text, end)
        if pair.begin >= end:
            pairs.append(pair)
            end = pair.end
            if in_word and in_word.start() < end:
                in_word = _IN_WORD.search(text, end)
    return pairs + [_as_pair(match) for match in _IN_WORD.finditer(text, end)]


def _as_pair(match: re.Match[str]) -> Pair:
    return Pair(match.start(), *match.span(match.lastindex or 0), match.end())


def _pair_around_words(text: str) -> list[Pair]:
    """Return each mark before a word with the next like it after one: "*a b*", "(__c__)"."""
    pairs: list[Pair] = []
    closing: dict[str, re.Match[str]] = {}
    for run in reversed(list(_MARK_RUN.finditer(text))):
        begin, end = run.span()
        before, after = text[begin - 1 : begin], text[end : end + 1]
        if run[0] not in _MARKS:
            continue
        close = closing.get(run[0])
        if (
            close
            and after.strip()
            and not _is_bound(before)
            and _are_near(text, end, close.start())
        ):
            pairs.append(Pair(begin, end, *close.span()))
        if before.strip() and not _is_bound(after):
            closing[run[0]] = run
    return pairs[::-1]


def _is_bound(char: str) -> bool:
    """Tell whether a mark beside a character stands within a word or among other marks."""
    return char.isalnum() or (char != "" and char in "_*~|")


def _are_near(text: str, first: int, last: int) -> bool:
    return last - first <= MAX_LENGTH and "\n" not in text[first:last]
