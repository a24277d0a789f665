"""Attacks on the letters of a word: other letters, fewer, more, or in another order."""

from collections.abc import Mapping

from numpy.random import Generator

from classifier.attacks.alphabets import ACCENTS, LEET, LOOK_ALIKES, STYLES, styled
from classifier.attacks.words import bernoulli, pick_one, rewrite

_VOWELS = "aeiouAEIOU"
_LONGEST_RUN = 6
_SHORT = 5
"""Letters up to which a word bears one change and no second."""


def use_look_alikes(text: str, rng: Generator) -> str:
    """Letters of other scripts, accents, or a font made of signs: "idiot" -> "іdiоt", "𝓲𝓭𝓲𝓸𝓽", "ïdíôt"."""
    if bernoulli(0.3, rng):
        style = pick_one(STYLES, rng)
        return rewrite(text, rng, change=lambda word, _: "".join(styled(c, style) for c in word))
    if bernoulli(0.2, rng):
        return rewrite(text, rng, change=_accent)
    share = rng.uniform(0.4, 1.0)
    return rewrite(text, rng, change=lambda word, r: _exchange(word, r, LOOK_ALIKES, share=share))


def use_leet(text: str, rng: Generator) -> str:
    """Digits and signs for letters: "idiot" -> "1d10t", "!diot"."""
    share = rng.uniform(0.4, 1.0)
    return rewrite(text, rng, change=lambda word, r: _exchange(word, r, LEET, share=share))


def star_out(text: str, rng: Generator) -> str:
    """A sign for some inner letters, vowels first: "idiot" -> "id*ot", "i***t", "idi#t"."""
    sign = "*" if bernoulli(0.8, rng) else pick_one("#$%@", rng)
    return rewrite(text, rng, change=lambda word, r: _star(word, r, sign), least=4)


def draw_out(text: str, rng: Generator) -> str:
    """A letter or two said long: "idiot" -> "idiooot", "iiidiottt"."""
    return rewrite(text, rng, change=_draw)


def swap_neighbours(text: str, rng: Generator) -> str:
    """Two inner letters in each other's place: "idiot" -> "idoit"."""
    return rewrite(text, rng, change=_swap, least=4)


def drop_letters(text: str, rng: Generator) -> str:
    """An inner letter left out, in a long word at times two; vowels first: "idiot" -> "idot"."""
    return rewrite(text, rng, change=_drop, least=4)


def _exchange(word: str, rng: Generator, table: Mapping[str, str], *, share: float) -> str:
    """Some letters exchanged, one at least; one real letter stays to hold on to."""
    able = [i for i, letter in enumerate(word) if letter.lower() in table]
    taken = {i for i in able if bernoulli(share, rng)}
    if able and not taken:
        taken = {able[rng.integers(len(able))]}
    return "".join(
        pick_one(table[letter.lower()], rng) if i in taken else letter
        for i, letter in enumerate(word)
    )


def _accent(word: str, rng: Generator) -> str:
    return "".join(
        letter + pick_one(ACCENTS, rng) if bernoulli(0.5, rng) else letter for letter in word
    )


def _star(word: str, rng: Generator, sign: str) -> str:
    if len(word) <= _SHORT and bernoulli(0.3, rng):  # of a longer one nothing could be read
        return word[0] + sign * (len(word) - 2) + word[-1]
    taken = {_choose_inner(word, rng)}
    if len(word) > _SHORT:
        taken.add(_choose_inner(word, rng))
    return "".join(sign if i in taken else letter for i, letter in enumerate(word))


def _draw(word: str, rng: Generator) -> str:
    for _ in range(1 + (len(word) > _SHORT and bernoulli(0.3, rng))):
        at = rng.integers(len(word))
        word = word[:at] + word[at] * rng.integers(2, _LONGEST_RUN) + word[at + 1 :]
    return word


def _swap(word: str, rng: Generator) -> str:
    able = [i for i in range(1, len(word) - 2) if word[i] != word[i + 1]]
    if not able:
        return word
    at = able[rng.integers(len(able))]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, rng: Generator) -> str:
    for _ in range(1 + (len(word) > _SHORT + 2 and bernoulli(0.3, rng))):
        at = _choose_inner(word, rng)
        word = word[:at] + word[at + 1 :]
    return word


def _choose_inner(word: str, rng: Generator) -> int:
    """The place of an inner letter; three times in four of a vowel, where there is one."""
    inner = range(1, len(word) - 1)
    vowels = [i for i in inner if word[i] in _VOWELS]
    able = vowels if vowels and bernoulli(0.75, rng) else inner
    return int(able[rng.integers(len(able))])
