"""Which language a message is in, where that is mostly not English but written in Latin letters.

Each distinct word speaks for or against each language, in log-odds against English: by how common it
is in a list of that language's commonest words (`languages.toml`), in the bundle's vocabulary, which
is English, and by its character grams (`languages.npz`, made by `classifier/training/language_model.py`). So a word
that the vocabulary met on some talk page now and then says little, and "the" says much. Cheap: a message
that is plain English costs a look-up a word.
"""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from classifier.metrics.formulas import Floats
from classifier.text import tokenizer
from classifier.text.normalize import CleanText
from classifier.text.tokenizer import UNKNOWN, Vocabulary

WORDS = Path(__file__).with_name("languages.toml")
GRAMS = Path(__file__).with_name("languages.npz")

BUCKETS = 16_384
"""Character grams of words share this many places."""
STEPS = 32
"""Steps of evidence a unit of log-odds, in which the grams' evidence is kept in eight bits."""

LEAST_WORDS = 3
"""Words from which on a message is in a language at all: "merci beaucoup" is also said in English."""
LEAST_WITNESSES = 2
"""Words that must each speak for the language, so that one odd word never does it alone."""
LEAST_EVIDENCE = 4.0
"""Log-odds for the language, in all."""
LEAST_EVIDENCE_A_WORD = 0.5
"""The same a word: a mixed message with enough English is English."""
MOST_WORDS = 200
"""Distinct words that are looked at."""

_WITNESS = 1.0
_MOST = 4.0  # what a word can say for or against a language
_MOST_OF_GRAMS = 3.0
_MOST_OF_GRAMS_AGAINST = 1.5  # where no vocabulary backs them: English knows its own words
_COMMON = 0.5  # share of a language's running words that its list covers
_RARE = 100  # a word outside the vocabulary is as common as its last one, by this divided
_FLAT = 10  # Zipf's law with a flat head (Mandelbrot): the commonest words differ little

Evidence = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """What is known of languages: `grams` (BUCKETS, languages) in STEPS, and lists of common words."""

    names: Sequence[str]
    grams: npt.NDArray[np.int8]
    common: Mapping[str, Sequence[str]]
    anywhere: frozenset[str]
    """Words that speak for no language."""


def read_model(words: Path = WORDS, grams: Path = GRAMS) -> LanguageModel:
    """The model that ships with Parley."""
    lists = read_words(words)
    with np.load(grams, allow_pickle=False) as kept:
        names, table = [str(name) for name in kept["names"]], kept["grams"]
    anywhere = frozenset(lists.pop("any"))
    return LanguageModel(names, table, lists, anywhere)


def read_words(path: Path = WORDS) -> dict[str, list[str]]:
    """Lists of words by language, commonest first, and `any`."""
    lists: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return {name: str(words).split() for name, words in lists.items()}


def find_buckets(word: str) -> list[int]:
    """Where the grams of 2 to 4 characters of a word are kept, its ends marked."""
    marked = f"<{word[:20]}>"
    return [
        crc32(marked[i : i + n].encode("utf-8", "replace")) % BUCKETS
        for n in (2, 3, 4)
        for i in range(len(marked) - n + 1)
    ]


class LanguageDetector:
    """Recognises other languages than that of a vocabulary; may be called from any thread."""

    def __init__(
        self, vocabulary: Vocabulary, model: LanguageModel, *, remember: int = 8_192
    ) -> None:
        self._vocabulary = vocabulary
        self._model = model
        size = len(vocabulary)
        self._harmonic = math.log(size) + np.euler_gamma
        self._rarest = -math.log(size * _RARE)
        self._listed = _weigh_lists(model)
        self._weigh = lru_cache(remember)(self._look_up)

    def detect(self, text: CleanText) -> str | None:
        """The language that a message is mostly in, or None where that is English or not known.

        "¿dónde está mi libro?" -> "es", "where is mi libro amigo" -> None, "gg ez noob" -> None
        """
        words = list(dict.fromkeys(_typed_words(text)))[:MOST_WORDS]
        if sum(len(word) > 1 for word in words) < LEAST_WORDS:
            return None
        weighed = [self._weigh(word) for word in words]
        least = max(LEAST_EVIDENCE, LEAST_EVIDENCE_A_WORD * len(words))
        if sum(peak for peak, _ in weighed) < least:  # plain English goes no further
            return None
        said = np.array([each for _, each in weighed])
        evidence = said.sum(axis=0)
        best = int(evidence.argmax())
        witnesses = int((said[:, best] > _WITNESS).sum())
        if evidence[best] < least or witnesses < LEAST_WITNESSES:
            return None
        return self._model.names[best]

    def _look_up(self, word: str) -> tuple[float, Evidence]:
        """What a word says for each language (languages,), and the most that it says for any."""
        number = self._vocabulary.number(word)
        english = self._rarest
        if number > UNKNOWN:
            english = max(-math.log((number + _FLAT) * self._harmonic), self._rarest)
        grams = self._model.grams[find_buckets(word)].sum(axis=0, dtype=np.float32) / STEPS
        against = _MOST_OF_GRAMS if number > UNKNOWN else _MOST_OF_GRAMS_AGAINST
        said = np.clip(grams, -against, _MOST_OF_GRAMS)
        said += max(self._rarest - english, -_MOST)
        for column, likelihood in self._listed.get(word, ()):
            said[column] = max(said[column], likelihood - english)
        if word in self._model.anywhere:
            said = np.minimum(said, 0.0)
        said = np.clip(said, -_MOST, _MOST).astype(np.float32)
        return float(said.max()), said


def _typed_words(text: CleanText) -> Iterable[str]:
    """The words that were typed as words: an emoji's name is English, whoever sends it."""
    if text.raw.isascii():
        return (word for word in tokenizer.words(text.text) if word[0].isalpha())
    return (
        word
        for word, begin, end in tokenizer.tokenize(text.text)
        if word[0].isalpha() and text.raw[text.raw_span(begin, end)[0]].isalpha()
    )


def _weigh_lists(model: LanguageModel) -> dict[str, list[tuple[int, float]]]:
    """For each listed word the languages, by column, and its log-likelihood there."""
    listed: dict[str, list[tuple[int, float]]] = {}
    for name, words in model.common.items():
        column = list(model.names).index(name)
        whole = sum(1 / (_FLAT + rank) for rank in range(len(words)))
        for rank, word in enumerate(words):
            likelihood = math.log(_COMMON / whole / (_FLAT + rank))
            listed.setdefault(word, []).append((column, likelihood))
    return listed


def as_steps(evidence: Floats) -> npt.NDArray[np.int8]:
    """Log-odds in the steps in which a model keeps them."""
    steps: npt.NDArray[np.int8] = np.clip(np.round(evidence * STEPS), -127, 127).astype(np.int8)
    return steps
