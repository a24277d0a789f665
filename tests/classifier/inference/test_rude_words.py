"""Rude words: which lines name one, whole or by its stem, in scripts with spaces and without."""

from pathlib import Path

import pytest

from classifier.inference.rude_words import (
    RudeWords,
    hash_phrase,
    list_phrases,
    list_stems,
    read_rude_words,
    write_rude_words,
)
from classifier.text.normalize import clean
from classifier.text.segmenter import Segmenter
from classifier.text.tokenizer import token_texts

SEGMENTER = Segmenter({"你": -1.0, "蛋": -1.0})


def hashes(*phrases: str) -> frozenset[int]:
    return frozenset(map(hash_phrase, phrases))


RUDE = RudeWords(
    hashes("salak", "la bite", "hijo de puta", "笨蛋"),
    hashes("aptal", "멍청", "kretyn"),
    hashes("comer"),
)


def is_named(text: str) -> bool:
    return RUDE.are_named([token for token, _, _ in SEGMENTER.tokenize(clean(text).text)])


@pytest.mark.parametrize(
    "text",
    [
        "salak",
        "Salak!",
        "bro you are such a salak",
        "la bite",
        "eres un hijo de puta",
        "aptalsın",
        "sen tam bir aptalsın",
        "멍청하다",
        "你是笨蛋",
        "bro 笨 蛋",
        "kretynie",
        "comer",
    ],
)
def test_a_short_line_with_a_rude_word_names_it(text: str) -> None:
    assert is_named(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("la la bit", "a part of a phrase"),
        ("apta", "shorter than its stem"),
        ("aptalogramliklar", "more than an ending behind the stem"),
        ("voy a comer y luego vuelvo", "a namesake in a line of more than four words"),
        ("she told me that he called her salak yesterday evening", "more than eight words"),
        ("你是好人", "another word"),
        ("!!!", "no word"),
    ],
)
def test_others_do_not(text: str, reason: str) -> None:
    assert not is_named(text), reason


def test_phrases_are_of_words_beside_each_other_and_of_runs_without_spaces() -> None:
    assert list(list_phrases(["a", "b", "c", "d"])) == [
        "a", "a b", "a b c", "b", "b c", "b c d", "c", "c d", "d",
    ]  # fmt: skip
    assert set(list_phrases(["|你|是", "你|是|"])) == {"你是"}


def test_stems_are_five_letters_long_or_two_korean_syllables() -> None:
    assert list(list_stems(["aptals"])) == ["aptal"]
    assert list(list_stems(["멍청하"])) == ["멍청"]
    assert list(list_stems(["salak", "7777777"])) == []


@pytest.mark.parametrize("text", ["hello :|", ":-|", "no idea =|", "你 :|", "salak :|"])
def test_a_straight_face_is_no_piece_of_a_run(text: str) -> None:
    assert is_named(text) is ("salak" in text)
    assert RUDE.are_named(list(token_texts(clean(text).text))) is ("salak" in text)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_rude_words(RUDE, tmp_path / "rude.npz")

    assert read_rude_words(tmp_path / "rude.npz") == RUDE


def test_those_that_ship_are_many_and_leave_english_alone() -> None:
    rude = read_rude_words()

    assert len(rude.phrases) > 15_000
    assert not any(rude.are_named([word]) for word in ("the", "nice", "garden", "comment", "damn"))
