"""Edits: candidate spellings of a word that was misspelt, by chance or on purpose; most of them no words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from classifier.text.leetspeak import LEET

MAX_DOUBLED = 4
"""Doubled letters of a word that are looked at."""
MAX_BARS = 4
"""Letters i and l of a word that are taken for each other, as a capital I is a small l."""
MAX_OMITTED = 2
"""Letters that are left out of a word on purpose."""

BEGINNING, END = "<>"
"""Marks of the ends of a word."""
_BARS = re.compile("[1!|]")
"""Signs that stand for i or for l."""
_DOUBLED = re.compile(r"(.)\1")
VOWELS = "aeiou"
_VOWELS = re.compile(f"[{VOWELS}]")
BLANKS = "jqvwxz"
"""Rare consonants that are written for a vowel to hide it."""


def remove_doubled(word: str) -> Iterator[str]:
    """Yield the word without some of its doubled letters: "asshhole" -> "ashhole", "asshole", "ashole"."""
    places = [match.start() for match in _DOUBLED.finditer(word)][:MAX_DOUBLED]
    for chosen in range(1, 2 ** len(places)):
        dropped = {at for bit, at in enumerate(places) if chosen >> bit & 1}
        yield "".join(letter for at, letter in enumerate(word) if at not in dropped)


def swap_i_and_l(word: str) -> Iterator[str]:
    """Yield the word with l for i, and i for l: "siut" -> "siut", "slut"."""
    return _bar_readings(word, [at for at, letter in enumerate(word) if letter in "il"])


def leet_readings(word: str) -> Iterator[str]:
    """Yield the word with letters for its digits and signs: "5h1+" -> "shit", "shlt"."""
    return _bar_readings(word.translate(LEET), [match.start() for match in _BARS.finditer(word)])


def transpose_or_insert(word: str, between: Mapping[str, str]) -> list[str]:
    """Return the word with two neighbours swapped, or with one letter more after its first.

    `between` has the letters that can stand between two others, or between one and the `END` of a word.
    """
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    pairs = map("".join, pairwise(word + END))
    return swapped + [
        word[:at] + letter + word[at:]
        for at, pair in enumerate(pairs, start=1)
        for letter in between.get(pair, "")
    ]


def trigrams(word: str) -> list[str]:
    """Return the runs of three characters of a word, its ends marked."""
    marked = f"{BEGINNING}{word}{END}"
    return [marked[at : at + 3] for at in range(len(marked) - 2)]


def count_trigrams(words: Sequence[str]) -> dict[str, int]:
    """Return how often words, none with a mark of an end in it, have each run of three characters.

    >>> count_trigrams(["cat", "cats"])["cat"]
    2
    """
    text = "".join([f"{BEGINNING}{word}{END}" for word in words])
    runs = Counter(map("".join, zip(text, text[1:], text[2:], strict=False)))
    return {run: number for run, number in runs.items() if END + BEGINNING not in run}


def is_disguise_of(word: str, meant: str) -> bool:
    """Tell whether a word is another with an inner letter exchanged, or two left out: "idoot", "basrd"."""
    if word[0] != meant[0] or word[-1] != meant[-1]:
        return False
    if len(word) == len(meant):
        return sum(a != b for a, b in zip(word, meant, strict=True)) == 1
    letters = iter(meant)
    return 0 < len(meant) - len(word) <= MAX_OMITTED and all(each in letters for each in word)


def hides_vowel_of(word: str, meant: str) -> bool:
    """Tell whether another letter stands for an inner vowel of a word: "fxck", "fvck", "fack" for one with a u."""
    if len(word) != len(meant) or word[0] != meant[0] or word[-1] != meant[-1]:
        return False
    exchanged = [(a, b) for a, b in zip(word, meant, strict=True) if a != b]
    return len(exchanged) == 1 and exchanged[0][0] in BLANKS + VOWELS and exchanged[0][1] in VOWELS


def consonants(word: str) -> str:
    """Return the consonants of a word: "dick" -> "dck"."""
    return _VOWELS.sub("", word)


def _bar_readings(word: str, bars: Sequence[int]) -> Iterator[str]:
    """Yield the word with an i or an l at each of the first of these places, in every combination."""
    bars = bars[:MAX_BARS]
    for choice in range(2 ** len(bars)):
        letters = list(word)
        for bit, at in enumerate(bars):
            letters[at] = "l" if choice >> bit & 1 else "i"
        yield "".join(letters)
