"""Sign attacks: another sign in, around or in the place of each letter of a word.

For measuring only: what they write is read by cleaning, or not at all.
"""

from numpy.random import Generator

from classifier.attacks.words import bernoulli, pick_one, rewrite_words

_VOWELS = "aeiouAEIOU"
_BLANKS = "xxxxxvzqj"
_LETTER_EMOJI = (":regional_indicator_{}:", ":alphabet-white-{}:", ":alphabet-yellow-{}:")
_KIND_WORDS = ("love", "peace", "hugs", "nice", "friends", "thanks", "flowers", "happy")


def wrap_letters(text: str, rng: Generator) -> str:
    """Put each letter into a spoiler or a strike of its own: "idiot" -> "||i||||d||||i||||o||||t||"."""
    mark = pick_one(("||", "||", "~~"), rng)
    return rewrite_words(
        text, rng, change=lambda word, _: "".join(f"{mark}{letter}{mark}" for letter in word)
    )


def hide_vowels(text: str, rng: Generator) -> str:
    """Write a rare consonant for one vowel: "moron" -> "mxron", "morzn"."""

    def hide(word: str, rng: Generator) -> str:
        inner = [at for at in range(1, len(word) - 1) if word[at] in _VOWELS]
        if not inner:
            return word
        at = inner[int(rng.integers(len(inner)))]
        return word[:at] + pick_one(_BLANKS, rng) + word[at + 1 :]

    return rewrite_words(text, rng, change=hide)


def insert_apostrophes(text: str, rng: Generator) -> str:
    """Put an apostrophe into a word: "idiot" -> "id'iot"."""

    def insert(word: str, rng: Generator) -> str:
        at = int(rng.integers(1, len(word)))
        return f"{word[:at]}'{word[at:]}"

    return rewrite_words(text, rng, change=insert)


def spell_in_emoji(text: str, rng: Generator) -> str:
    """Write letters by the names of their emoji: "idiot" -> ":alphabet-white-i::alphabet-white-d:..."."""
    form = pick_one(_LETTER_EMOJI, rng)
    return rewrite_words(
        text, rng, change=lambda word, _: "".join(form.format(letter.lower()) for letter in word)
    )


def repeat_kind_word(text: str, rng: Generator) -> str:
    """Put one kind word, again and again, around a text: "love love love love you idiot"."""
    if not text.strip():
        return text
    said = " ".join([pick_one(_KIND_WORDS, rng)] * int(rng.integers(5, 40)))
    return f"{said} {text}" if bernoulli(0.5, rng) else f"{text} {said}"
