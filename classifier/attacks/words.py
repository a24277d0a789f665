"""Words of a text that an attack changes: content words, no stop words."""

import re
from collections.abc import Callable, Sequence

from numpy.random import Generator

Change = Callable[[str, Generator], str]

DISGUISED_SHARE = (0.8, 1.0)
"""Range of the share of the content words that are disguised; drawn anew for every text."""

_WORD = re.compile(r"(?<![\w<@#:/.\\])[A-Za-z]+(?![\w>@]|[:/.]\w|://)")
"""A plain word, not part of a mention, an address, a file name or an emoji's name."""

_STOP_WORD_TEXT = """
    about after all also and any are because been before but can could did does doing don down
    for from get going got had has have her here him his how into its just let like may more
    most much not now off one only our out over she should some such than that the their them
    then there these they this those through too under until very was well were what when where
    which while who why will with would you your yours yourself
"""
_STOP_WORDS = frozenset(_STOP_WORD_TEXT.split())


def find_content_words(text: str, *, least: int = 3) -> list[tuple[int, int]]:
    """Return the spans [begin, end) of the content words of `least` letters or more."""
    return [
        m.span()
        for m in _WORD.finditer(text)
        if m.end() - m.start() >= least and m[0].lower() not in _STOP_WORDS
    ]


def choose_content_words(text: str, rng: Generator, *, least: int = 3) -> list[tuple[int, int]]:
    """Return the spans of most of those words, one at least where there is one; in order."""
    found = find_content_words(text, least=least)
    if not found:
        return []
    share = rng.uniform(*DISGUISED_SHARE)
    chosen = [span for span in found if rng.random() < share]
    return chosen or [found[rng.integers(len(found))]]


def rewrite_words(text: str, rng: Generator, *, change: Change, least: int = 3) -> str:
    """Return a text with its chosen words changed."""
    pieces, kept = [], 0
    for begin, end in choose_content_words(text, rng, least=least):
        pieces += [text[kept:begin], change(text[begin:end], rng)]
        kept = end
    return "".join(pieces) + text[kept:]


def pick_one(options: Sequence[str], rng: Generator) -> str:
    """Draw one of the options."""
    return options[int(rng.integers(len(options)))]


def bernoulli(share: float, rng: Generator) -> bool:
    """Return True with this probability (0..1)."""
    return bool(rng.random() < share)
