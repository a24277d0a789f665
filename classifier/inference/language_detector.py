"""Language detector: which language a message in Latin letters is in, where that is mostly not English.

Each distinct word speaks for or against each language, in log-odds against English: by how common it
is in a list of that language's commonest words (`languages.toml`), in the bundle's vocabulary, which
is English, and by its character n-grams (`languages.npz`, made by `classifier/training/language_model.py`).
So a word that the vocabulary met on some talk page now and then says little, and "the" says much. Cheap: a
message that is plain English costs a look-up a word.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from classifier.metrics.formulas import Floats
from classifier.text import tokenizer
from classifier.text.normalize import CleanText
from classifier.text.tokenizer import UNKNOWN, Vocabulary
from classifier.text.word_cache import cache_words

WORD_LISTS = Path(__file__).with_name("languages.toml")
NGRAM_TABLE = Path(__file__).with_name("languages.npz")

NGRAM_BUCKETS = 16_384
"""Hash buckets of character n-grams of words."""
STEPS = 32
"""Steps a unit of log-odds, in which the n-grams' evidence is quantized to eight bits."""

MIN_WORDS = 3
"""Words from which on a message is in a language at all: "merci beaucoup" is also said in English."""
MIN_WITNESSES = 2
"""Words that must each speak for the language, so that one odd word never does it alone."""
MIN_EVIDENCE = 4.0
"""Log-odds for the language, in all."""
MIN_EVIDENCE_PER_WORD = 0.5
"""Log-odds for the language, per distinct word: a mixed message with enough English is English."""
MAX_WORDS = 200
"""Distinct words that are looked at."""

_MIN_WITNESS = 1.0  # log-odds of a word that speaks for a language
_MAX_WORD = 4.0  # log-odds of a word for or against a language
_MAX_NGRAMS = 3.0
_MAX_NGRAMS_AGAINST = 1.5  # where no vocabulary backs them: English knows its own words
_COVERED = 0.5  # share of a language's running words that its list covers
_RARE = 100  # a word outside the vocabulary is as common as its last one, by this divided
_FLAT = 10  # Zipf's law with a flat head (Mandelbrot): the commonest words differ little

Evidence = npt.NDArray[np.float32]
"""Log-odds against English (languages,)."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model of languages: `ngrams` (NGRAM_BUCKETS, languages) in STEPS, and lists of common words."""

    names: Sequence[str]
    ngrams: npt.NDArray[np.int8]
    word_lists: Mapping[str, Sequence[str]]
    neutral: frozenset[str]
    """Words that are evidence for no language."""


def read_model(words: Path = WORD_LISTS, ngrams: Path = NGRAM_TABLE) -> LanguageModel:
    """Read a model, by default the one that ships with Parley."""
    lists = read_word_lists(words)
    with np.load(ngrams, allow_pickle=False) as arrays:
        names, table = [str(name) for name in arrays["names"]], arrays["grams"]
    neutral = frozenset(lists.pop("any"))
    return LanguageModel(names, table, lists, neutral)


def read_word_lists(path: Path = WORD_LISTS) -> dict[str, list[str]]:
    """Read the lists of words by language, commonest first, and `any`."""
    lists: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return {name: str(words).split() for name, words in lists.items()}


def ngram_buckets(word: str) -> list[int]:
    """Return the buckets of the n-grams of 2 to 4 characters of a word, its ends marked."""
    marked = f"<{word[:20]}>"
    return [
        crc32(marked[i : i + n].encode("utf-8", "replace")) % NGRAM_BUCKETS
        for n in (2, 3, 4)
        for i in range(len(marked) - n + 1)
    ]


class LanguageDetector:
    """Detector of other languages than that of a vocabulary; may be called from any thread."""

    def __init__(self, vocabulary: Vocabulary, model: LanguageModel) -> None:
        self._vocabulary = vocabulary
        self._model = model
        size = len(vocabulary)
        self._harmonic = math.log(size) + np.euler_gamma
        self._rarest = -math.log(size * _RARE)
        self._list_likelihoods = _list_likelihoods(model)
        self._bound_word = cache_words(self._bound_evidence)
        self._weigh_word = cache_words(self._compute_evidence)

    def detect(self, text: CleanText, tokens: Sequence[str] | None = None) -> str | None:
        """Return the language that a message is mostly in, or None where that is English or not known.

        `tokens` are the texts of its tokens, where the caller has them.

        "¿dónde está mi libro?" -> "es", "where is mi libro amigo" -> None, "gg ez noob" -> None
        """
        words = _list_words(text, tokens)
        if len(words) < MIN_WORDS or sum([len(word) > 1 for word in words]) < MIN_WORDS:
            return None
        least = max(MIN_EVIDENCE, MIN_EVIDENCE_PER_WORD * len(words))
        if sum(map(self._bound_word, words)) < least:  # plain English goes no further
            return None
        by_word = np.array([self._weigh_word(word) for word in words])
        evidence = by_word.sum(axis=0)
        best = int(evidence.argmax())
        witnesses = int((by_word[:, best] > _MIN_WITNESS).sum())
        if evidence[best] < least or witnesses < MIN_WITNESSES:
            return None
        return self._model.names[best]

    @property
    def names(self) -> Sequence[str]:
        """Codes of the languages, in the order of `weigh`."""
        return self._model.names

    def weigh(self, text: CleanText) -> Evidence:
        """Return the log-odds against English (languages,) of a message's words, however few."""
        weighed = np.zeros(len(self.names), np.float32)
        for word in _list_words(text):
            weighed += self._weigh_word(word)
        return weighed

    def _bound_evidence(self, word: str) -> float:
        """Return a bound on what a word says for any language, without a look at its n-grams."""
        if word in self._model.neutral:
            return 0.0
        english, _ = self._measure_english(word)
        listed = (likelihood - english for _, likelihood in self._list_likelihoods.get(word, ()))
        most = _MAX_NGRAMS + max(self._rarest - english, -_MAX_WORD)
        return min(max(most, *listed, -_MAX_WORD), _MAX_WORD)

    def _compute_evidence(self, word: str) -> Evidence:
        """Return what a word says for each language."""
        english, is_known = self._measure_english(word)
        ngrams = self._model.ngrams[ngram_buckets(word)].sum(axis=0, dtype=np.float32) / STEPS
        least = -(_MAX_NGRAMS if is_known else _MAX_NGRAMS_AGAINST)
        evidence = np.minimum(np.maximum(ngrams, least), _MAX_NGRAMS)
        evidence += max(self._rarest - english, -_MAX_WORD)
        for column, likelihood in self._list_likelihoods.get(word, ()):
            evidence[column] = max(evidence[column], likelihood - english)
        most = 0.0 if word in self._model.neutral else _MAX_WORD
        bounded: Evidence = np.maximum(np.minimum(evidence, most), -_MAX_WORD).astype(np.float32)
        return bounded

    def _measure_english(self, word: str) -> tuple[float, bool]:
        """Return the log-likelihood of a word in English, and whether English knows it."""
        index = self._vocabulary.index(word)
        if index <= UNKNOWN:
            return self._rarest, False
        return max(-math.log((index + _FLAT) * self._harmonic), self._rarest), True


def _list_words(text: CleanText, tokens: Sequence[str] | None = None) -> list[str]:
    return list(dict.fromkeys(_typed_words(text, tokens)))[:MAX_WORDS]


def _typed_words(text: CleanText, tokens: Sequence[str] | None) -> list[str]:
    """Return the words that were typed as words: an emoji's name is English, whoever sends it."""
    if text.raw.isascii():
        texts = tokenizer.token_texts(text.text) if tokens is None else tokens
        return [word for word in texts if word[0].isalpha()]
    return [
        word
        for word, begin, end in tokenizer.tokenize(text.text)
        if word[0].isalpha() and text.raw[text.raw_span(begin, end)[0]].isalpha()
    ]


def _list_likelihoods(model: LanguageModel) -> dict[str, list[tuple[int, float]]]:
    """Return for each listed word the languages, by column, and its log-likelihood there."""
    listed: dict[str, list[tuple[int, float]]] = {}
    for name, words in model.word_lists.items():
        column = list(model.names).index(name)
        whole = sum(1 / (_FLAT + rank) for rank in range(len(words)))
        for rank, word in enumerate(words):
            likelihood = math.log(_COVERED / whole / (_FLAT + rank))
            listed.setdefault(word, []).append((column, likelihood))
    return listed


def quantize(evidence: Floats) -> npt.NDArray[np.int8]:
    """Return log-odds in the steps of a model."""
    steps: npt.NDArray[np.int8] = np.clip(np.round(evidence * STEPS), -127, 127).astype(np.int8)
    return steps
