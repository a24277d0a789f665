"""Normalisation of scripts: what each allows to be written in more than one way, after cleaning."""

import pytest

from classifier.text.normalize import clean
from classifier.text.scripts import normalize_scripts

CASES = {
    "tatweel": ("حـــمار", "حمار"),
    "short vowels": ("كَلْب", "كلب"),
    "forms of alif": ("أنت إلى آخر", "انت الي اخر"),
    "letters spelled apart": ("ㅂㅏㅂㅗ", "바보"),
    "a syllable begun whole": ("바ㅂㅗ", "바보"),
    "a closing letter apart": ("바ㄹ", "발"),
    "a digit in a word": ("바1보", "바보"),
    "Chinese set apart": ("笨 蛋", "笨蛋"),
    "Chinese behind signs": ("笨-蛋", "笨蛋"),
    "full-width letters": ("ｓｅｎ ａｐｔａｌ", "sen aptal"),
}


@pytest.mark.parametrize(("written", "meant"), CASES.values(), ids=CASES.keys())
def test_what_is_written_otherwise_is_read_alike(written: str, meant: str) -> None:
    assert normalize_scripts(clean(written).text).text == normalize_scripts(clean(meant).text).text


@pytest.mark.parametrize(
    "text", ["3월1일에 만나요", "今天 天气 很好", "tesekkurler arkadaslar", "привет, как дела?"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert normalize_scripts(text).text == text


@pytest.mark.parametrize("text", [written for written, _ in CASES.values()], ids=CASES.keys())
def test_a_second_time_changes_nothing(text: str) -> None:
    once = normalize_scripts(clean(text).text).text

    assert normalize_scripts(once).text == once


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("ㅂ" * 20_000, 20_000),
        ("笨 " * 10_000, 20_000),
        ("ـ" * 20_000, 20_000),
        ("바1" * 10_000, 20_000),
    ],
    ids=["letters", "Chinese", "tatweel", "digits"],
)
def test_a_wall_of_one_thing_is_read_to_its_end(text: str, again: int) -> None:
    assert len(normalize_scripts(text).text) <= again
