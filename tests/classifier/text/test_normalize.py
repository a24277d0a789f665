import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.text.aligned_text import MAX_CHARS, AlignedText
from classifier.text.normalize import STEPS, CleanText, clean

CASES = tomllib.loads((Path(__file__).parent / "clean_cases.toml").read_text("utf-8"))

FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "<@1>",
            "<user>",
            "**",
            "||",
            "f",
            "u",
            "c",
            "k",
            ".",
            "-",
            "_",
            "*",
            "&amp;",
            "&lt;",
            "@",
            "$",
            "1",
            "0",
            "55",
            "http://a.b",
            "www.a",
            "é",
            "с",
            "ß",
            "🖕",
            "🇫",
            "🇬",
            "A",
            "HELLO",
            "ﷺ",
            "İ",
            "`",
            "\\",
            ":x_y:",
            "<:a:1>",
            "!",
            "aaa",
            "haha",
            "[a](http://x)",
            "~",
            "<",
            "|",
            ">",
            "'",
            "/",
            "т",
            "й",
            "क",
            "ि",
        ]
    )
    | st.sampled_from(" \n\u0301\u200b"),
    max_size=14,
).map("".join)
TEXTS = st.one_of(FRAGMENTS, st.text(max_size=40))


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        pytest.param(raw, wanted, id=f"{kind}: {raw!r}")
        for kind in CASES
        for raw, wanted in CASES[kind].items()
    ],
)
def test_a_message_reads_as_a_person_would_read_it(raw: str, wanted: str) -> None:
    assert clean(raw).text == wanted


@given(TEXTS)
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@given(TEXTS)
def test_every_clean_character_comes_from_somewhere_in_the_raw_text(text: str) -> None:
    cleaned = clean(text)
    for at in range(len(cleaned.text)):
        begin, end = cleaned.raw_span(at, at + 1)
        assert 0 <= begin <= end <= len(text)


@given(
    st.lists(
        st.sampled_from(
            [*"ai  \n\n!?,", "tea", "No", "haha", "..", "...", "....", "\n\n", "<user>"]
        )
    ).map("".join)
)
def test_lines_of_plain_words_and_dots_come_out_as_the_steps_leave_them(text: str) -> None:
    cleaned, aligned = clean(text), AlignedText(text)
    for step in STEPS * 6:
        step(aligned)
    assert cleaned.text == aligned.text
    spans = [cleaned.raw_span(at, at + 1) for at in range(len(aligned.text))]
    assert spans == list(zip(aligned.begins, aligned.ends, strict=True))


@given(st.text(alphabet="abcdefgh ijkl", min_size=1))
def test_plain_words_stand_where_they_stood(text: str) -> None:
    cleaned = clean(text)
    for at, char in enumerate(cleaned.text):
        begin, end = cleaned.raw_span(at, at + 1)
        assert char in text[begin:end]


def test_the_way_back_leads_through_disguises() -> None:
    raw = "you **i**.d.ｉ.о.t!"
    cleaned = clean("you i.d.ｉ.о.t!")
    assert cleaned.text == "you idiot!"
    begin, end = cleaned.raw_span(4, 9)
    assert "you i.d.ｉ.о.t!"[begin:end] == "i.d.ｉ.о.t"
    assert clean(raw).text.startswith("you ")


def test_a_span_of_no_characters_is_refused() -> None:
    with pytest.raises(ValueError, match="no characters"):
        clean("hello").raw_span(3, 3)


def test_a_text_longer_than_the_limit_says_that_it_is_cut() -> None:
    assert clean("ab " * MAX_CHARS).is_cut
    assert not clean("ab ").is_cut


def test_one_character_that_becomes_eighteen_stays_within_the_limit() -> None:
    cleaned = clean("\ufdfa" * MAX_CHARS)
    assert cleaned.is_cut
    assert len(cleaned.text) <= MAX_CHARS


@pytest.mark.parametrize("char", ["\ufdfa", "👍🏿", "㎯"])
def test_a_text_that_grows_beyond_the_limit_is_cut_not_shortened_in_silence(char: str) -> None:
    assert clean(char * (MAX_CHARS - 10) + " you idiot").is_cut


def test_dots_by_the_thousand_hide_nothing_behind_them() -> None:
    cleaned = clean("…" * 10_001 + " you idiot")
    assert cleaned.is_cut or cleaned.text == ".. you idiot"


def test_a_letter_that_is_two_in_lower_case_keeps_all_others_in_place() -> None:
    cleaned = clean("&#304;STANBUL IS HERE")
    assert cleaned.text == "<caps> istanbul is here"
    assert cleaned.raw_span(7, 8) == (0, 6)
    assert cleaned.raw_span(8, 15) == (6, 13)


def test_lone_surrogates_and_nul_are_nothing_to_read() -> None:
    assert clean("\ud800a\x00\udfff").text == "a"


def test_only_clean_makes_a_clean_text() -> None:
    with pytest.raises(TypeError):
        CleanText("raw", "text", False)  # type: ignore[call-arg]  # noqa: FBT003
