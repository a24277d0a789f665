"""Attacks on where words begin and end: signs between letters, no space between words."""

import re
from itertools import pairwise

from numpy.random import Generator

from classifier.attacks.alphabets import UNSEEN
from classifier.attacks.words import bernoulli, choose_words, pick_one, rewrite

MOST_PARTS = 8
"""Messages that a text is split over; the bot joins so many (`bot/moderation/split_messages.py`, which this imitates)."""

JOINED_BY = "\n"
"""What the bot joins an author's latest messages with, and so what stands between the parts here."""

_SEPARATORS = ".,-_~*|/·•="
_JOINABLE = re.compile(r"(?<!\S)[A-Za-z']+(?!\S)")
"""Words of all kinds, little ones too."""

_ONCE = 0.2
"""Share of texts whose words are cut once instead of between all letters: "id iot"."""


def space_out(text: str, rng: Generator) -> str:
    """Letters apart: "you idiot" -> "you i d i o t", and at times "you id iot"."""
    if bernoulli(_ONCE, rng):
        return _cut_once(text, rng, " ")
    # Between two words that are spaced stands a wider gap, else nobody could read them.
    wide = " " * int(rng.integers(2, 4))
    pieces, kept = [], 0
    for begin, end in choose_words(text, rng):
        gap = text[kept:begin]
        pieces += [wide if kept and gap == " " else gap, " ".join(text[begin:end])]
        kept = end
    return "".join(pieces) + text[kept:]


def dot_out(text: str, rng: Generator) -> str:
    """A sign between letters: "idiot" -> "i.d.i.o.t", "i-d-i-o-t", "id_iot"."""
    sign = pick_one(_SEPARATORS, rng)
    if bernoulli(_ONCE, rng):
        return _cut_once(text, rng, sign)
    return rewrite(text, rng, change=lambda word, _: sign.join(word))


def hide_characters(text: str, rng: Generator) -> str:
    """Characters of no width inside words: "idiot" looks as ever."""
    share = rng.uniform(0.3, 1.0)
    return rewrite(text, rng, change=lambda word, r: _hide(word, r, share=share))


def join_words(text: str, rng: Generator) -> str:
    """No space between words: "you stupid idiot" -> "you stupididiot", "youstupididiot"."""
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


def split_over_messages(text: str, rng: Generator) -> str:
    """A text said in several messages, cut within its words; as the bot joins them again."""
    inside = [i for begin, end in choose_words(text, rng, least=4) for i in range(begin + 1, end)]
    if not inside:
        return text
    most = min(MOST_PARTS - 1, len(inside))
    cuts = rng.choice(inside, size=rng.integers(1, most + 1), replace=False)
    places = [0, *sorted(cuts.tolist()), len(text)]
    return JOINED_BY.join(text[a:b] for a, b in pairwise(places))


def _cut_once(text: str, rng: Generator, sign: str) -> str:
    def cut(word: str, rng: Generator) -> str:
        at = int(rng.integers(1, len(word)))
        return word[:at] + sign + word[at:]

    return rewrite(text, rng, change=cut, least=4)


def _hide(word: str, rng: Generator, *, share: float) -> str:
    gaps = [pick_one(UNSEEN, rng) if bernoulli(share, rng) else "" for _ in word[1:]]
    if not any(gaps):
        gaps[rng.integers(len(gaps))] = pick_one(UNSEEN, rng)
    return "".join(letter + gap for letter, gap in zip(word, [*gaps, ""], strict=True))
