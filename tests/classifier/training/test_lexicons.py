"""Lexicons: what is read of them, and what rows that say the words take out."""

from pathlib import Path

import numpy as np
import pytest

from classifier.data.language_rows import LanguageRows
from classifier.data.reader import DataError
from classifier.inference.rude_words import RudeWords
from classifier.labels import Label
from classifier.text.tokenizer import Vocabulary
from classifier.training.lexicons import Phrase, choose_phrases, hash_rude_words, read_lexicons
from classifier.training.sayings import list_keys, phrase_key


def rows(*lines: tuple[str, float]) -> LanguageRows:
    """Return rows of one set, with their targets of `toxic`."""
    targets = np.full((len(lines), len(Label)), np.nan, np.float32)
    targets[:, 0] = [toxic for _, toxic in lines]
    count = len(lines)
    return LanguageRows(
        [text for text, _ in lines],
        ["tr"] * count,
        ["set"] * count,
        targets,
        np.ones(count, np.float32),
        np.zeros(count, bool),
    )


def name(rude: RudeWords, *lines: str) -> list[str]:
    return [line for line in lines if rude.are_named(line.split())]


def test_files_and_folders_are_read_with_our_own_list(tmp_path: Path) -> None:
    (tmp_path / "lexicon.csv").write_text("text,language\nkurwa,pl\n", "utf-8")
    (tmp_path / "lists" / "de").mkdir(parents=True)
    (tmp_path / "lists" / "tr.txt").write_text("salak\n\ndangalak\n", "utf-8")
    (tmp_path / "lists" / "de" / "words.txt").write_text("depp\n", "utf-8")
    (tmp_path / "lists" / "en.txt").write_text("moron\n", "utf-8")

    read = {
        (p.text, p.language) for p in read_lexicons([tmp_path / "lexicon.csv", tmp_path / "lists"])
    }

    assert {("kurwa", "pl"), ("salak", "tr"), ("dangalak", "tr"), ("depp", "de")} <= read
    assert ("moron", "en") not in read
    assert len(read) > 1000


def test_a_file_that_is_no_lexicon_is_named(tmp_path: Path) -> None:
    (tmp_path / "lexicon.csv").write_text("word\nkurwa\n", "utf-8")

    with pytest.raises(DataError, match=r"lexicon\.csv"):
        read_lexicons([tmp_path / "lexicon.csv"])


def test_what_harmless_rows_say_is_left_out_unless_it_is_kept() -> None:
    phrases = [Phrase("kedi", "tr"), Phrase("mal", "tr"), Phrase("salak", "tr")]
    said = rows(
        ("kedi gel", 0.0), ("kedi nerede", 0.0), ("mal geldi", 0.0), ("mal nerede", 0.0),
        ("salak herif", 1.0), ("salak misin", 1.0), ("salak dedi", 0.0), ("salak dedim", 0.0),
    )  # fmt: skip

    chosen = {p.text: p for p in choose_phrases(phrases, said, kept=[Phrase("mal", "tr")])}

    assert set(chosen) == {"mal", "salak"}
    assert chosen["mal"].is_namesake
    assert not chosen["salak"].is_namesake


def test_a_stem_is_none_where_harmless_words_begin_with_it() -> None:
    phrases = [Phrase("merda", "it"), Phrase("salak", "tr")]
    said = rows(("merdane nerede", 0.0), ("merdane geldi", 0.0))

    chosen = {p.text: p.is_stem for p in choose_phrases(phrases, said, kept=[])}

    assert chosen == {"merda": False, "salak": True}


def test_common_english_is_no_rude_word_of_another_language() -> None:
    vocabulary = Vocabulary(["bite", "la"])
    rude = hash_rude_words(
        [Phrase("bite", "fr"), Phrase("la bite", "fr"), Phrase("salak", "tr", is_stem=True)],
        vocabulary,
    )

    assert name(rude, "bite", "la bite", "salak", "salaksin") == ["salak", "salaksin"]


def test_a_word_that_begins_with_a_stem_is_found_by_that_alone() -> None:
    rude = hash_rude_words(
        [Phrase("aptal", "tr", is_stem=True), Phrase("aptallar", "tr", is_stem=True)],
        Vocabulary(["the"]),
    )

    assert (len(rude.phrases), len(rude.stems)) == (1, 1)
    assert name(rude, "aptal", "aptallar", "aptalsin") == ["aptal", "aptallar", "aptalsin"]


def test_letters_that_look_latin_are_looked_up_as_they_are_read_among_english() -> None:
    assert phrase_key("хрен") in list_keys("хрен")
    assert len(list_keys("хрен")) == 2
    assert list_keys("salak") == {"salak"}


def test_a_phrase_of_more_words_than_are_looked_up_has_no_key() -> None:
    assert phrase_key("bir iki üç dört") == ""
    assert phrase_key("!!!") == ""
