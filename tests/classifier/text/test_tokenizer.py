from pathlib import Path

import pytest

from classifier.text import tokenizer
from classifier.text.tokenizer import MAX_NGRAMS, NGRAM_BUCKETS, UNKNOWN, Vocabulary


def test_words_marks_and_faces_are_tokens_and_commas_are_not() -> None:
    text = "hi <user>, don't be s**y :( what a f*ck!"
    assert tokenizer.token_texts(text) == [
        "hi",
        "<user>",
        "don't",
        "be",
        "s**y",
        ":(",
        "what",
        "a",
        "f*ck",
        "!",
    ]


def test_tokens_know_where_they_stand() -> None:
    assert tokenizer.tokenize("hi, u!") == [("hi", 0, 2), ("u", 4, 5), ("!", 5, 6)]


def test_dots_alone_are_no_words() -> None:
    assert not tokenizer.has_tokens("... -- ,")
    assert tokenizer.has_tokens("?")


def test_grams_number_the_pieces_of_a_word_from_one_on() -> None:
    grams = tokenizer.char_ngrams("cat")
    assert len(grams) == 6
    assert all(1 <= gram <= NGRAM_BUCKETS for gram in grams)
    assert set(tokenizer.char_ngrams("cats")) & set(grams)


def test_a_word_without_end_has_only_so_many_grams() -> None:
    assert len(tokenizer.char_ngrams("a" * 10_000)) == MAX_NGRAMS


def test_a_vocabulary_reads_what_it_wrote(tmp_path: Path) -> None:
    Vocabulary(["don't", "ünder", ":)"], rude=["ünder"]).write(tmp_path / "v.json")
    read = Vocabulary.read(tmp_path / "v.json")
    assert read.words == ["don't", "ünder", ":)"]
    assert read.rude == {"ünder"}


def test_drawn_out_words_are_the_words_they_draw_out() -> None:
    vocabulary = Vocabulary(["so", "hello"])
    assert vocabulary.index("soo") == vocabulary.index("so")
    assert vocabulary.index("hello") != UNKNOWN
    assert vocabulary.index("never") == UNKNOWN


@pytest.mark.parametrize("text", ["{}", "[1]", "nothing", '["a"]', '{"words": [1], "rude": []}'])
def test_a_file_that_is_no_vocabulary_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "v.json").write_text(text)
    with pytest.raises(ValueError, match=r"v\.json|Expecting"):
        Vocabulary.read(tmp_path / "v.json")


def test_a_word_cannot_be_in_a_vocabulary_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        Vocabulary(["a", "a"])
