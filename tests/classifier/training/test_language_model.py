import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from classifier import clean
from classifier.data.reader import DataError
from classifier.inference.language_detector import LanguageDetector, read_model
from classifier.text.tokenizer import Vocabulary
from classifier.training.language_model import (
    CATALOG_FOLDERS,
    LANGUAGES,
    read_catalogs,
    train_language_model,
)


def write_catalog(file: Path, strings: Mapping[str, str], *, charset: str = "utf-8") -> None:
    """Write a compiled gettext catalogue (GNU gettext manual, 10.3)."""
    header = {"": f"Content-Type: text/plain; charset={charset}\n"}
    every = header | dict(strings)
    pairs = [(a.encode(charset), b.encode(charset)) for a, b in every.items()]
    start, at, tables, texts = 28 + 16 * len(pairs), 0, [b"", b""], b""
    for column in (0, 1):
        for pair in pairs:
            tables[column] += struct.pack("<2I", len(pair[column]), start + at)
            texts += pair[column] + b"\0"
            at = len(texts)
    places = (len(pairs), 28, 28 + 8 * len(pairs))
    file.parent.mkdir(parents=True)
    file.write_bytes(struct.pack("<7I", 0x950412DE, 0, *places, 0, 0) + b"".join(tables) + texts)


def test_languages_are_learned_from_catalogues(tmp_path: Path) -> None:
    books = "this book is big\0these books are big"
    translations = {
        "es": "este libro es grande\0estos libros son grandes",
        "de": "dieses Buch ist %(size)s groß\0diese Bücher sind groß",
    }
    for name in {CATALOG_FOLDERS.get(language, language) for language in LANGUAGES} - {""}:
        strings = {books: translations.get(name, "")}
        file = tmp_path / name / "LC_MESSAGES" / "django.mo"
        write_catalog(file, {**strings, "big": f"qx{name}xq"})
    assert ("these books are big", "estos libros son grandes") in read_catalogs(tmp_path, "es")
    assert ("these books are big", "dieses Buch ist   groß") in read_catalogs(tmp_path, "de")
    vocabulary = Vocabulary(["this", "book", "is", "big"])
    train_language_model(tmp_path, vocabulary, write_to=tmp_path / "made.npz")
    detector = LanguageDetector(vocabulary, read_model(ngrams=tmp_path / "made.npz"))
    assert detector.detect(clean("estos grandes libros, este libro")) == "es"
    assert detector.detect(clean("this big book is big")) is None


def test_a_catalogue_is_read_in_its_own_charset_and_without_what_tells_its_originals_apart(
    tmp_path: Path,
) -> None:
    file = tmp_path / "de" / "LC_MESSAGES" / "tool.mo"
    write_catalog(file, {"a verb\x04book": "fünf Bücher"}, charset="iso-8859-1")
    assert read_catalogs(tmp_path, "de") == [("book", "fünf Bücher")]


def test_a_folder_without_catalogues_or_with_a_broken_one_is_refused(tmp_path: Path) -> None:
    vocabulary = Vocabulary(["the"])
    with pytest.raises(DataError, match="es/LC_MESSAGES"):
        train_language_model(tmp_path, vocabulary, write_to=tmp_path / "made.npz")
    broken = tmp_path / "es" / "LC_MESSAGES" / "django.mo"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"no catalogue at all")
    with pytest.raises(DataError, match=r"django\.mo"):
        train_language_model(tmp_path, vocabulary, write_to=tmp_path / "made.npz")
