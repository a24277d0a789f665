"""Lines made for training: rude words of lexicons alone and in frames, and short rows among English words.

They teach what no set of posts has: lines of one to four words, and lines of two languages. Each frame holds
harmless words of some language as often as rude ones, so that a frame says nothing by itself.
"""

import random
from collections.abc import Sequence

import numpy as np

from classifier.data.language_rows import LanguageRows
from classifier.labels import Label
from classifier.metrics.formulas import Floats
from classifier.text.normalize import clean
from classifier.training.lexicons import Phrase

FRAMES = (
    "{}", "{}", "{}!", "you {}", "bro you are such a {}", "{} lol", "what a {}", "omg {}",
    "such {} man", "shut up {}", "hey {}", "ok {}",
)  # fmt: skip
"""Frames of English in which a word of another language stands."""
OPENERS = (
    "bro", "lol", "hey man", "you know", "ok so", "guys", "wtf is this", "dude", "haha", "please",
    "i think",
)  # fmt: skip
CLOSERS = (
    "lol", "bro", "man", "right", "ok", "so much", "today", "haha", "you know",
)  # fmt: skip
LEXICON_TARGET, HARMLESS_TARGET = 0.85, 0.02
"""Targets of a lexicon's phrase, of which many are mild, and of harmless words in the same frames."""
LINE_WEIGHT = 0.5
MOST_PER_PHRASE, LEAST_PER_PHRASE = 6, 2
"""Lines made of each phrase: fewer where there are many, so that they are `PHRASE_LINES` in all."""
PHRASE_LINES = 30_000
MIXED_SHARE = 0.12
"""Share of the short rows of which a copy among English words is added."""
MAX_SHORT = 60
"""Characters of a row up to which it is short."""


def build_lexicon_lines(
    phrases: Sequence[Phrase], harmless: LanguageRows, *, seed: int
) -> LanguageRows:
    """Return lines of lexicon phrases, and as many of harmless words of `harmless` in the same frames."""
    chance = random.Random(seed)  # noqa: S311 - nobody is to be kept from guessing
    by_language: dict[str, list[list[str]]] = {}
    for text, code in zip(harmless.texts, harmless.languages, strict=True):
        if words := text.split():
            by_language.setdefault(code, []).append(words)
    every = [words for lines in by_language.values() for words in lines]
    texts: list[str] = []
    languages: list[str] = []
    targets: list[float] = []
    fair = PHRASE_LINES // max(1, len(phrases))
    per_phrase = min(MOST_PER_PHRASE, max(LEAST_PER_PHRASE, fair))
    for phrase in phrases:
        for at in range(per_phrase):
            frame = chance.choice(FRAMES)
            spoken = by_language.get(phrase.language)
            if at >= per_phrase // 2 and spoken:
                frame = _frame_of_words(chance.choice(spoken), chance)
            texts.append(clean(frame.format(phrase.text)).text)
            is_alone = frame in ("{}", "{}!") or at >= per_phrase // 2
            languages.append(phrase.language if is_alone else "")
            targets.append(LEXICON_TARGET)
            words = chance.choice(every)
            begin = chance.randrange(len(words))
            some = " ".join(words[begin : begin + chance.randint(1, 2)])
            texts.append(clean(frame.format(some)).text)
            languages.append("")
            targets.append(HARMLESS_TARGET)
    return _build_rows(texts, languages, np.array(targets), np.full(len(texts), LINE_WEIGHT))


def _frame_of_words(words: Sequence[str], chance: random.Random) -> str:
    """Return a frame of a few words of a line: before the phrase, or after it."""
    few = [word.replace("{", "").replace("}", "") for word in words]
    if chance.random() < 0.6:  # noqa: PLR2004 - a little more than half
        return " ".join(few[: chance.randint(1, 3)]) + " {}"
    return "{} " + " ".join(few[-2:])


def build_code_mixed(rows: LanguageRows, *, seed: int) -> LanguageRows:
    """Return copies of short rows in other languages, with a few English words before or after."""
    chance = random.Random(seed)  # noqa: S311 - nobody is to be kept from guessing
    chosen: list[int] = []
    texts: list[str] = []
    for row, (text, code) in enumerate(zip(rows.texts, rows.languages, strict=True)):
        is_short = code not in ("en", "") and len(text) <= MAX_SHORT
        if is_short and not rows.is_held_out[row] and chance.random() < MIXED_SHARE:
            opener = chance.choice(OPENERS) if chance.random() < 0.7 else ""  # noqa: PLR2004
            closer = chance.choice(CLOSERS) if chance.random() < 0.5 or not opener else ""  # noqa: PLR2004
            chosen.append(row)
            texts.append(f"{opener} {text} {closer}".strip())
    copies = rows.take(chosen)
    return LanguageRows(
        texts,
        copies.languages,
        ["mixed"] * len(texts),
        copies.targets,
        copies.weights * 0.7,
        np.zeros(len(texts), bool),
    )


def build_harmless(lines: Sequence[tuple[str, str]], *, weight: float) -> LanguageRows:
    """Return rows of harmless lines, each a clean text and the code of its language."""
    return _build_rows(
        [text for text, _ in lines],
        [code for _, code in lines],
        np.full(len(lines), HARMLESS_TARGET),
        np.full(len(lines), weight),
    )


def _build_rows(
    texts: Sequence[str], languages: Sequence[str], toxic: Floats, weights: Floats
) -> LanguageRows:
    targets = np.full((len(texts), len(Label)), np.nan, np.float32)
    targets[:, list(Label).index(Label.TOXIC)] = toxic
    return LanguageRows(
        texts,
        languages,
        ["made"] * len(texts),
        targets,
        weights.astype(np.float32),
        np.zeros(len(texts), bool),
    )
