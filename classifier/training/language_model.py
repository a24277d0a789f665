"""Language model: log-odds of character n-grams for each language, trained on programs' translations.

Source: the gettext catalogues of Django (BSD), `LANGUAGE/LC_MESSAGES/*.mo`, whose English originals stand
beside the translations, so that the language is learned and not the subject.
"""

import math
import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import polib

from classifier.data.reader import DataError
from classifier.inference.language_detector import (
    NGRAM_BUCKETS,
    ngram_buckets,
    quantize,
    read_word_lists,
)
from classifier.metrics.formulas import Floats
from classifier.text import tokenizer
from classifier.text.normalize import clean
from classifier.text.tokenizer import Vocabulary

_LANGUAGE_CODES = """
es pt fr de it nl pl tr id sv da no cs sk hr vi fi ro hu hi ru tl ca
af eu gl et lv lt sl sq sr is az ms sw cy ga eo
"""
LANGUAGES = _LANGUAGE_CODES.split()
"""Codes (ISO 639-1) in the order of the columns. Those up to `ca` have a list of words, too."""

CATALOG_FOLDERS = {"no": "nb", "sr": "sr_Latn", "hi": "", "tl": ""}
"""Folders of catalogues that are not the language's code; "" where there are none in Latin letters."""
_NGRAM_WEIGHT = 0.5
"""Factor on the log-odds of an n-gram, as the n-grams of a word overlap."""
_SMOOTHING = 0.1
"""Count added to each bucket (Lidstone)."""
_ENOUGH_COUNTS = 20_000
"""Total from which on a language is smoothed in full."""
_LISTED_COUNT = 5
"""Occurrences that a word counts for being in a list."""
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщыэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sch y e yu ya"
_TRANSLITERATION = str.maketrans(
    dict(zip(_CYRILLIC, _LATIN.split(), strict=True)) | {"ъ": "", "ь": ""}
)
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0-9.]*l{0,2}[a-zA-Z]|\{[^}]*\}|<[^>]*>|&\w+;|\\.")


def read_catalogs(folder: Path, language: str) -> list[tuple[str, str]]:
    """Return the originals and translations in all catalogues of a language, without placeholders.

    Raises:
        DataError: a file is no catalogue.
    """
    pairs = {
        (_PLACEHOLDER.sub(" ", original), _PLACEHOLDER.sub(" ", translation))
        for file in sorted(folder.glob(f"**/{language}/LC_MESSAGES/*.mo"))
        for original, translation in _read_catalog(file)
        if original and translation and original != translation
    }
    return sorted(pairs)


def train_language_model(folder: Path, vocabulary: Vocabulary, *, write_to: Path) -> None:
    """Train on the catalogues under a folder, and for English on a vocabulary besides; write the model.

    Raises:
        DataError: a language has no catalogue.
    """
    lists = read_word_lists()
    english: Counter[str] = Counter()
    table = np.zeros((len(LANGUAGES), NGRAM_BUCKETS))
    for row, language in enumerate(LANGUAGES):
        name = CATALOG_FOLDERS.get(language, language)
        pairs = read_catalogs(folder, name) if name else []
        if name and not pairs:
            raise DataError(f"{folder}: holds no {name}/LC_MESSAGES/*.mo")
        english.update(
            _alphabetic_tokens(original for original, _ in pairs) if language == "de" else ()
        )
        counts = Counter(
            _alphabetic_tokens(_transliterate(translation) for _, translation in pairs)
        )
        counts.update(dict.fromkeys(lists.get(language, ()), _LISTED_COUNT))
        table[row] = _count_ngrams(counts)
    english.update(
        {word: 1 + 3000 // (rank + 100) for rank, word in enumerate(vocabulary.words) if word[0].isalpha()}
    )  # fmt: skip
    evidence = _NGRAM_WEIGHT * (
        _log_likelihoods(table) - _log_likelihoods(_count_ngrams(english)[None])
    )
    np.savez_compressed(write_to, names=np.array(LANGUAGES), grams=quantize(evidence.T))


def _alphabetic_tokens(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (word for word in tokenizer.token_texts(clean(text).text) if word[0].isalpha())


def _transliterate(text: str) -> str:
    """Return Russian in Latin letters, as it is chatted without a Cyrillic keyboard; nothing else changes."""
    return text.lower().translate(_TRANSLITERATION)


def _count_ngrams(counts: Counter[str]) -> Floats:
    """Return the counts (NGRAM_BUCKETS,) of the words' n-grams; a word counts by the logarithm of its own."""
    table = np.zeros(NGRAM_BUCKETS)
    for word, count in counts.items():
        np.add.at(table, ngram_buckets(word), math.log1p(count))
    return table


def _log_likelihoods(table: Floats) -> Floats:
    """Return log-likelihoods (languages, NGRAM_BUCKETS) of counts; with few words they differ little."""
    total = table.sum(axis=1, keepdims=True)
    smoothing = _SMOOTHING * np.minimum(1, total / _ENOUGH_COUNTS)
    likelihoods: Floats = np.log(table + smoothing) - np.log(total + smoothing * NGRAM_BUCKETS)
    return likelihoods


def _read_catalog(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the originals and translations of a compiled catalogue, plural forms one by one."""
    try:
        entries = polib.mofile(str(file))
    except (OSError, ValueError, struct.error) as error:
        raise DataError(f"{file}: not a gettext catalogue ({error})") from error
    for entry in entries:
        for translation in entry.msgstr_plural.values() or [entry.msgstr]:
            yield entry.msgid_plural or entry.msgid, translation
