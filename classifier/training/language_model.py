"""What the character grams of words say of languages, learned from programs' translations.

Source: the gettext catalogues of Django (BSD), `LANGUAGE/LC_MESSAGES/*.mo`, whose English originals stand
beside the translations, so that what is learned is the language and not what is talked about.
"""

import math
import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from classifier.data.reader import DataError
from classifier.inference.language_detector import BUCKETS, as_steps, find_buckets, read_words
from classifier.metrics.formulas import Floats
from classifier.text import tokenizer
from classifier.text.normalize import clean
from classifier.text.tokenizer import Vocabulary

_NAMES = """
es pt fr de it nl pl tr id sv da no cs sk hr vi fi ro hu hi ru tl ca
af eu gl et lv lt sl sq sr is az ms sw cy ga eo
"""
LANGUAGES = _NAMES.split()
"""As columns. Those up to `ca` have a list of words, too."""

FOLDERS = {"no": "nb", "sr": "sr_Latn", "hi": "", "tl": ""}
"""Where a language's catalogues are called otherwise, or there are none in Latin letters."""
_WEIGHT = 0.5
"""Of a gram's log-odds, as the grams of a word overlap."""
_SMOOTHING = 0.1
_LISTED = 5
"""How often a word counts for being in a list."""
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "h",
            "c",
            "ch",
            "sh",
            "sch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)
_CHARSET = re.compile(r"charset=([\w-]+)")
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0-9.]*l{0,2}[a-zA-Z]|\{[^}]*\}|<[^>]*>|&\w+;|\\.")


def read_catalogs(folder: Path, language: str) -> list[tuple[str, str]]:
    """Originals and translations of all catalogues of a language under a folder, without placeholders.

    Raises:
        DataError: if a file is no catalogue.
    """
    pairs = {
        (_PLACEHOLDER.sub(" ", original), _PLACEHOLDER.sub(" ", translation))
        for file in sorted(folder.glob(f"**/{language}/LC_MESSAGES/*.mo"))
        for original, translation in _read_mo(file)
        if original and translation and original != translation
    }
    return sorted(pairs)


def learn(folder: Path, vocabulary: Vocabulary, *, write_to: Path) -> None:
    """Learn from the catalogues under a folder, and English from a vocabulary besides; write the model.

    Raises:
        DataError: if a language has no catalogue.
    """
    lists = read_words()
    english: Counter[str] = Counter()
    table = np.zeros((len(LANGUAGES), BUCKETS))
    for row, language in enumerate(LANGUAGES):
        name = FOLDERS.get(language, language)
        pairs = read_catalogs(folder, name) if name else []
        if name and not pairs:
            raise DataError(f"{folder}: holds no {name}/LC_MESSAGES/*.mo")
        english.update(_words(original for original, _ in pairs) if language == "de" else ())
        counts = Counter(_words(_transliterate(translation) for _, translation in pairs))
        counts.update(dict.fromkeys(lists.get(language, ()), _LISTED))
        table[row] = _count_grams(counts)
    english.update(
        {word: 1 + 3000 // (rank + 100) for rank, word in enumerate(vocabulary.words) if word[0].isalpha()}
    )  # fmt: skip
    evidence = _WEIGHT * (_likelihoods(table) - _likelihoods(_count_grams(english)[None]))
    np.savez_compressed(write_to, names=np.array(LANGUAGES), grams=as_steps(evidence.T))


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (word for word in tokenizer.words(clean(text).text) if word[0].isalpha())


def _transliterate(text: str) -> str:
    """Russian as it is chatted where there is no other keyboard; nothing else changes."""
    return "".join(_CYRILLIC.get(char, char) for char in text.lower())


def _count_grams(counts: Counter[str]) -> Floats:
    found = np.zeros(BUCKETS)
    for word, count in counts.items():
        np.add.at(found, find_buckets(word), math.log1p(count))
    return found


def _likelihoods(table: Floats) -> Floats:
    """Log-likelihoods of grams (languages, BUCKETS); of a language with few words all come near."""
    whole = table.sum(axis=1, keepdims=True)
    smoothing = _SMOOTHING * np.minimum(1, whole / 20_000)
    likelihoods: Floats = np.log(table + smoothing) - np.log(whole + smoothing * BUCKETS)
    return likelihoods


def _read_mo(file: Path) -> Iterator[tuple[str, str]]:
    """The strings of a compiled catalogue, plural forms one by one (GNU gettext manual, 10.3)."""
    kept = file.read_bytes()
    try:
        order = {0x950412DE: "<", 0xDE120495: ">"}[struct.unpack("<I", kept[:4])[0]]
        count, originals, translations = struct.unpack(f"{order}3I", kept[8:20])
        charset = "latin-1"
        for place in range(count):
            pair = []
            for start in (originals, translations):
                size, at = struct.unpack_from(f"{order}2I", kept, start + 8 * place)
                pair.append(kept[at : at + size].decode(charset).split("\0"))
            if not pair[0][0]:  # the first, in ASCII but for names, describes the rest
                charset = _CHARSET.findall(pair[1][0])[0]
            for translation in pair[1]:
                yield pair[0][-1], translation
    except (KeyError, IndexError, struct.error, UnicodeDecodeError) as error:
        raise DataError(f"{file}: not a gettext catalogue ({error!r})") from error
