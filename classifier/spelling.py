"""Spelling made plain: case, letters set apart, digits for letters, drawn-out words."""

import re

from classifier.draft import Draft

_SPACED = re.compile(
    r"(?<![^\W_])[^\W\d_]([ ]|[ ]?[.,_|~-][ ]?|[*/\\+='])"
    r"(?:[\w@$!]\1)+[\w@$!](?![^\W_]|\1[^\W_](?![^\W_]))"
)
_DOLLAR = re.compile(r"\$+(?=[a-z])|(?<=[a-z])\$+(?!\d)")
_LEET = re.compile(r"(?<=[a-z])[01345679@]{1,3}(?=[a-z])|(?<![\w@])@(?=s)|(?<=[a@])55\b")
_SIGN = re.compile(r"(?<!\w)([a-z]{1,3})[!|+](?=[a-z]{2,4}(?!\w))")
_LEET_LETTERS = str.maketrans("01345679@+!|", "oieasgtgatii")
_LONG_RUN = re.compile(r"([^\d\s])\1{2,}")
_LONG_LAUGH = re.compile(r"([a-z]{2,3})\1{2,}")
_SPACE = re.compile(r"^\s+|\s+$|[^\S ]\s*| \s+")


def lower(draft: Draft) -> None:
    """Small letters only."""
    lowered = draft.text.lower()
    if len(lowered) == len(draft.text):  # else some letter grows ("İ"), which folding already undid
        draft.text = lowered


def join_spaced(draft: Draft) -> None:
    """Letters set apart by one and the same sign are a word: "f.u.c.k y.o.u" -> "fuck you"."""
    draft.sub(_SPACED, lambda m: m[0].replace(m[1], ""))


def read_leet(draft: Draft) -> None:
    """Digits and signs for letters inside words, "sh1t" -> "shit"; "mp3" and "2nd" stay."""
    draft.sub(_DOLLAR, lambda m: "s" * len(m[0]))
    draft.sub(_LEET, lambda m: m[0].translate(_LEET_LETTERS))
    draft.sub(_SIGN, lambda m: m[0].translate(_LEET_LETTERS))


def shorten_runs(draft: Draft) -> None:
    """Draw nothing out: "soooo" -> "soo", "hahahaha" -> "haha"."""
    draft.sub(_LONG_RUN, lambda m: m[1] * 2)
    draft.sub(_LONG_LAUGH, lambda m: m[1] * 2)


def squeeze_space(draft: Draft) -> None:
    """One space between words, none around them."""
    draft.sub(_SPACE, lambda m: " " if m.start() > 0 and m.end() < len(m.string) else "")
