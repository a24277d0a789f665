"""Spacing attacks: spaces or signs between letters, no space between words, split messages."""

import re
from itertools import pairwise

from numpy.random import Generator

from classifier.attacks.alphabets import ZERO_WIDTH
from classifier.attacks.words import bernoulli, choose_content_words, pick_one, rewrite_words

MAX_PARTS = 8
"""Messages that a text is split into at most; the bot joins so many (`bot/moderation/split_messages.py`)."""

PART_SEPARATOR = "\n"
"""Separator with which the bot joins an author's latest messages."""

_SEPARATORS = ".,-_~*|/·•="
_JOINABLE = re.compile(r"(?<!\S)[A-Za-z']+(?!\S)")
"""Words of all kinds, stop words too."""

_SINGLE_CUT_SHARE = 0.2
"""Share of texts whose words are cut once, not between all letters: "id iot"."""


def insert_spaces(text: str, rng: Generator) -> str:
    """Put spaces between letters: "you idiot" -> "you i d i o t", at times "you id iot"."""
    if bernoulli(_SINGLE_CUT_SHARE, rng):
        return _cut_once(text, rng, " ")
    # Between two spaced words the gap is wider, else nobody could read them.
    wide = " " * int(rng.integers(2, 4))
    pieces, kept = [], 0
    for begin, end in choose_content_words(text, rng):
        gap = text[kept:begin]
        pieces += [wide if kept and gap == " " else gap, " ".join(text[begin:end])]
        kept = end
    return "".join(pieces) + text[kept:]


def insert_separators(text: str, rng: Generator) -> str:
    """Put a sign between letters: "idiot" -> "i.d.i.o.t", "i-d-i-o-t", "id_iot"."""
    sign = pick_one(_SEPARATORS, rng)
    if bernoulli(_SINGLE_CUT_SHARE, rng):
        return _cut_once(text, rng, sign)
    return rewrite_words(text, rng, change=lambda word, _: sign.join(word))


def insert_zero_width(text: str, rng: Generator) -> str:
    """Put characters of no width inside words: "idiot" looks the same."""
    share = rng.uniform(0.3, 1.0)
    return rewrite_words(text, rng, change=lambda word, r: _insert_zero_width(word, r, share=share))


def join_words(text: str, rng: Generator) -> str:
    """Remove spaces between words: "you stupid idiot" -> "you stupididiot", "youstupididiot"."""
    most = int(rng.integers(2, 4))
    has_capitals = bernoulli(0.25, rng)
    joined, run = text, 1
    for (_, left), (begin, end) in reversed(
        list(pairwise(m.span() for m in _JOINABLE.finditer(text)))
    ):
        if text[left:begin] == " " and run < most and bernoulli(0.8, rng):
            word = text[begin:end].capitalize() if has_capitals else text[begin:end]
            joined = joined[:left] + word + joined[end:]
            run += 1
        else:
            run = 1
    return joined


def split_into_messages(text: str, rng: Generator) -> str:
    """Split a text inside its words into several messages, as the bot joins them again."""
    inside = [
        i for begin, end in choose_content_words(text, rng, least=4) for i in range(begin + 1, end)
    ]
    if not inside:
        return text
    most = min(MAX_PARTS - 1, len(inside))
    cuts = rng.choice(inside, size=rng.integers(1, most + 1), replace=False)
    places = [0, *sorted(cuts.tolist()), len(text)]
    return PART_SEPARATOR.join(text[a:b] for a, b in pairwise(places))


def _cut_once(text: str, rng: Generator, sign: str) -> str:
    def cut(word: str, rng: Generator) -> str:
        at = int(rng.integers(1, len(word)))
        return word[:at] + sign + word[at:]

    return rewrite_words(text, rng, change=cut, least=4)


def _insert_zero_width(word: str, rng: Generator, *, share: float) -> str:
    gaps = [pick_one(ZERO_WIDTH, rng) if bernoulli(share, rng) else "" for _ in word[1:]]
    if not any(gaps):
        gaps[rng.integers(len(gaps))] = pick_one(ZERO_WIDTH, rng)
    return "".join(letter + gap for letter, gap in zip(word, [*gaps, ""], strict=True))
