"""Which words of a text an attack takes: those that carry its meaning."""

import re
from collections.abc import Callable, Sequence

from numpy.random import Generator

Change = Callable[[str, Generator], str]

SHARE = (0.8, 1.0)
"""How many of the words that carry meaning are disguised, of all; drawn anew for every text."""

_WORD = re.compile(r"(?<![\w<@#:/.\\])[A-Za-z]+(?![\w>@]|[:/.]\w|://)")
"""A plain word; no piece of a mention, an address, a file name or an emoji's name."""

_LITTLE = """
    about after all also and any are because been before but can could did does doing don down
    for from get going got had has have her here him his how into its just let like may more
    most much not now off one only our out over she should some such than that the their them
    then there these they this those through too under until very was well were what when where
    which while who why will with would you your yours yourself
"""
_LITTLE_WORDS = frozenset(_LITTLE.split())


def find_words(text: str, *, least: int = 3) -> list[tuple[int, int]]:
    """Where the words of `least` letters and more stand that carry meaning: [(begin, end)]."""
    return [
        m.span()
        for m in _WORD.finditer(text)
        if m.end() - m.start() >= least and m[0].lower() not in _LITTLE_WORDS
    ]


def choose_words(text: str, rng: Generator, *, least: int = 3) -> list[tuple[int, int]]:
    """Most of those words, one at least where there is one; in order."""
    found = find_words(text, least=least)
    if not found:
        return []
    share = rng.uniform(*SHARE)
    chosen = [place for place in found if rng.random() < share]
    return chosen or [found[rng.integers(len(found))]]


def rewrite(text: str, rng: Generator, *, change: Change, least: int = 3) -> str:
    """A text with its chosen words changed."""
    pieces, kept = [], 0
    for begin, end in choose_words(text, rng, least=least):
        pieces += [text[kept:begin], change(text[begin:end], rng)]
        kept = end
    return "".join(pieces) + text[kept:]


def pick_one(options: Sequence[str], rng: Generator) -> str:
    """One of them."""
    return options[int(rng.integers(len(options)))]


def bernoulli(share: float, rng: Generator) -> bool:
    """Yes, in this share (0..1) of all times that it is asked."""
    return bool(rng.random() < share)
