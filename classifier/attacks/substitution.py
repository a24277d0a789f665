"""Substitution attacks on the letters of a word: replaced, masked, repeated, transposed, dropped."""

from collections.abc import Mapping

from numpy.random import Generator

from classifier.attacks.alphabets import ACCENTS, FONTS, HOMOGLYPHS, LEET, apply_font
from classifier.attacks.words import bernoulli, pick_one, rewrite_words

_VOWELS = "aeiouAEIOU"
_MAX_REPEATS = 6
_MAX_SHORT_WORD = 5
"""Letters up to which a word gets one change and no second."""


def replace_by_homoglyphs(text: str, rng: Generator) -> str:
    """Use letters of other scripts, accents, or a Unicode font: "idiot" -> "іdiоt", "𝓲𝓭𝓲𝓸𝓽", "ïdíôt"."""
    if bernoulli(0.3, rng):
        font = pick_one(FONTS, rng)
        return rewrite_words(
            text, rng, change=lambda word, _: "".join(apply_font(c, font) for c in word)
        )
    if bernoulli(0.2, rng):
        return rewrite_words(text, rng, change=_add_accents)
    share = rng.uniform(0.4, 1.0)
    return rewrite_words(
        text, rng, change=lambda word, r: _substitute(word, r, HOMOGLYPHS, share=share)
    )


def replace_by_leet(text: str, rng: Generator) -> str:
    """Write digits and signs for letters: "idiot" -> "1d10t", "!diot"."""
    share = rng.uniform(0.4, 1.0)
    return rewrite_words(text, rng, change=lambda word, r: _substitute(word, r, LEET, share=share))


def mask_letters(text: str, rng: Generator) -> str:
    """Write a sign for some inner letters, vowels first: "idiot" -> "id*ot", "i***t", "idi#t"."""
    sign = "*" if bernoulli(0.8, rng) else pick_one("#$%@", rng)
    return rewrite_words(text, rng, change=lambda word, r: _mask_word(word, r, sign), least=4)


def repeat_letters(text: str, rng: Generator) -> str:
    """Repeat a letter or two: "idiot" -> "idiooot", "iiidiottt"."""
    return rewrite_words(text, rng, change=_repeat_in_word)


def transpose_letters(text: str, rng: Generator) -> str:
    """Transpose two inner letters: "idiot" -> "idoit"."""
    return rewrite_words(text, rng, change=_transpose_in_word, least=4)


def drop_letters(text: str, rng: Generator) -> str:
    """Drop an inner letter, in a long word at times two; vowels first: "idiot" -> "idot"."""
    return rewrite_words(text, rng, change=_drop_from_word, least=4)


def _substitute(word: str, rng: Generator, table: Mapping[str, str], *, share: float) -> str:
    """Replace some letters by a table, one at least."""
    able = [i for i, letter in enumerate(word) if letter.lower() in table]
    taken = {i for i in able if bernoulli(share, rng)}
    if able and not taken:
        taken = {able[rng.integers(len(able))]}
    return "".join(
        pick_one(table[letter.lower()], rng) if i in taken else letter
        for i, letter in enumerate(word)
    )


def _add_accents(word: str, rng: Generator) -> str:
    return "".join(
        letter + pick_one(ACCENTS, rng) if bernoulli(0.5, rng) else letter for letter in word
    )


def _mask_word(word: str, rng: Generator, sign: str) -> str:
    if len(word) <= _MAX_SHORT_WORD and bernoulli(
        0.3, rng
    ):  # of a longer one nothing could be read
        return word[0] + sign * (len(word) - 2) + word[-1]
    taken = {_choose_inner_letter(word, rng)}
    if len(word) > _MAX_SHORT_WORD:
        taken.add(_choose_inner_letter(word, rng))
    return "".join(sign if i in taken else letter for i, letter in enumerate(word))


def _repeat_in_word(word: str, rng: Generator) -> str:
    for _ in range(1 + (len(word) > _MAX_SHORT_WORD and bernoulli(0.3, rng))):
        at = rng.integers(len(word))
        word = word[:at] + word[at] * rng.integers(2, _MAX_REPEATS) + word[at + 1 :]
    return word


def _transpose_in_word(word: str, rng: Generator) -> str:
    able = [i for i in range(1, len(word) - 2) if word[i] != word[i + 1]]
    if not able:
        return word
    at = able[rng.integers(len(able))]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop_from_word(word: str, rng: Generator) -> str:
    for _ in range(1 + (len(word) > _MAX_SHORT_WORD + 2 and bernoulli(0.3, rng))):
        at = _choose_inner_letter(word, rng)
        word = word[:at] + word[at + 1 :]
    return word


def _choose_inner_letter(word: str, rng: Generator) -> int:
    """Return the position of an inner letter; three times in four of a vowel, where there is one."""
    inner = range(1, len(word) - 1)
    vowels = [i for i in inner if word[i] in _VOWELS]
    able = vowels if vowels and bernoulli(0.75, rng) else inner
    return int(able[rng.integers(len(able))])
