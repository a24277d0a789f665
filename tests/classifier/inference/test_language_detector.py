import struct
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bench.languages import CHAT
from classifier import Label, LabelThresholds, Reason, Scorer, Scores, Unscored, clean
from classifier.data.reader import DataError
from classifier.inference.bundle import DEFAULT, read
from classifier.inference.language_detector import LanguageDetector, read_model
from classifier.text.tokenizer import Vocabulary
from classifier.training.language_model import FOLDERS, LANGUAGES, learn, read_catalogs

MESSAGES: Mapping[str, list[str]] = tomllib.loads(CHAT.read_text("utf-8"))
FOREIGN = Unscored(Reason.LANGUAGE)


@pytest.fixture(scope="module")
def languages() -> LanguageDetector:
    return LanguageDetector(Vocabulary.read(DEFAULT / "vocabulary.json"), read_model())


@pytest.mark.parametrize("language", sorted(MESSAGES.keys() - {"en"}))
def test_chat_in_another_language_is_not_scored(scorer: Scorer, language: str) -> None:
    answers = scorer.score(MESSAGES[language])
    assert answers.count(FOREIGN) >= len(answers) - 1


@pytest.mark.parametrize("message", MESSAGES["en"])
def test_slang_code_names_and_borrowed_words_are_english(scorer: Scorer, message: str) -> None:
    assert isinstance(scorer.score([message])[0], Scores)


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("no puedo jugar mañana por la noche", "es"),
        ("no puedo jugar manana por la noche", "es"),
        ("ich kann heute leider nicht kommen", "de"),
        ("bugün oyun oynamaya vaktim yok", "tr"),
        ("jajaja que risa, no puedo mas 😂😂😂", "es"),  # an emoji's English name is nobody's word
        ("**no puedo** jugar <@42> porque tengo trabajo https://a.example", "es"),
        ("no puedo jugar por la noche, sorry", "es"),
        ("sorry guys, I can't play today, no puedo", None),
        ("is he playing? quien sabe, amigo", None),
        ("merci beaucoup", None),
        ("die die die", None),
        ("ulti que ez", None),
        ("", None),
    ],
)
def test_a_message_is_in_the_language_that_it_is_mostly_in(
    languages: LanguageDetector, message: str, language: str | None
) -> None:
    assert languages.detect(clean(message)) == language


def test_what_the_model_flags_is_scored_in_any_language() -> None:
    bundle = replace(read(DEFAULT), thresholds=dict.fromkeys(Label, LabelThresholds(0.0, None)))
    assert isinstance(Scorer(bundle).score(["no puedo jugar por la noche"])[0], Scores)


def test_another_language_is_remembered_and_has_no_explanation(scorer: Scorer) -> None:
    message = clean("hoy no puedo jugar con vosotros")
    assert scorer.score_cleaned([message]) == [FOREIGN]
    assert scorer.cached(message) == FOREIGN
    assert scorer.explain(message) == []


def write_catalog(file: Path, strings: Mapping[str, str]) -> None:
    """A compiled gettext catalogue."""
    header = {"": "Content-Type: text/plain; charset=UTF-8\n"}
    pairs = [(a.encode(), b.encode()) for a, b in (header | dict(strings)).items()]
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
    said = {
        "es": "este libro es grande\0estos libros son grandes",
        "de": "dieses Buch ist %(size)s groß",
    }
    for name in {FOLDERS.get(language, language) for language in LANGUAGES} - {""}:
        strings = {"this book is big": said.get(name, "")}
        file = tmp_path / name / "LC_MESSAGES" / "django.mo"
        write_catalog(file, {**strings, "big": f"qx{name}xq"})
    assert ("this book is big", "estos libros son grandes") in read_catalogs(tmp_path, "es")
    assert ("this book is big", "dieses Buch ist   groß") in read_catalogs(tmp_path, "de")
    vocabulary = Vocabulary(["this", "book", "is", "big"])
    learn(tmp_path, vocabulary, write_to=tmp_path / "made.npz")
    made = LanguageDetector(vocabulary, read_model(grams=tmp_path / "made.npz"))
    assert made.detect(clean("estos grandes libros, este libro")) == "es"
    assert made.detect(clean("this big book is big")) is None


def test_a_folder_without_catalogues_or_with_a_broken_one_is_refused(tmp_path: Path) -> None:
    vocabulary = Vocabulary(["the"])
    with pytest.raises(DataError, match="es/LC_MESSAGES"):
        learn(tmp_path, vocabulary, write_to=tmp_path / "made.npz")
    broken = tmp_path / "es" / "LC_MESSAGES" / "django.mo"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"no catalogue at all")
    with pytest.raises(DataError, match=r"django\.mo"):
        learn(tmp_path, vocabulary, write_to=tmp_path / "made.npz")
