"""Segmenter: tokens of any script, and the pieces that each is made of."""

import pytest

from classifier.text.normalize import clean
from classifier.text.segmenter import MAX_PIECES, MAX_RUNS, RUN_BUCKETS, Segmenter

PIECES = {
    "\u2581sen": -5.0, "\u2581apt": -7.0, "al": -6.0, "sin": -6.0, "\u2581笨蛋": -8.0, "笨": -9.0,
    "蛋": -9.0, "你": -5.0,
}  # fmt: skip


@pytest.fixture
def segmenter() -> Segmenter:
    return Segmenter(PIECES)


def names(segmenter: Segmenter, token: str) -> list[str]:
    return [segmenter.pieces[number - 1] for number in segmenter.describe(token)[0]]


def test_a_word_is_its_likeliest_pieces(segmenter: Segmenter) -> None:
    assert names(segmenter, "aptalsin") == ["\u2581apt", "al", "sin"]


def test_a_word_of_no_piece_still_has_its_runs(segmenter: Segmenter) -> None:
    pieces, runs = segmenter.describe("xyz")

    assert not pieces
    assert runs


def test_chinese_is_cut_into_pieces_that_see_their_neighbours(segmenter: Segmenter) -> None:
    assert [token for token, _, _ in segmenter.tokenize("你笨蛋")] == ["|你|笨", "你|笨蛋|"]
    assert names(segmenter, "你|笨蛋|") == ["\u2581笨蛋"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("Sen APTALSIN!", ["Sen", "APTALSIN", "!"]),
        ("ㅂㅏㅂㅗ 안녕", ["ㅂㅏㅂㅗ", "안녕"]),
        ("أنـــتَ هنا", ["أنـــت", "هنا"]),
        ("मैं ठीक हूँ", ["मैं", "ठीक", "हूँ"]),
        ("ｓｅｎ 你", ["ｓｅｎ", "你"]),
        ("bro 笨-蛋", ["bro", "笨-蛋"]),
    ],
)
def test_a_token_knows_its_characters_in_the_raw_text(
    segmenter: Segmenter, raw: str, words: list[str]
) -> None:
    text = clean(raw)
    spans = [text.raw_span(begin, end) for _, begin, end in segmenter.tokenize(text.text)]
    shown = [raw[begin:end] for begin, end in spans]

    assert "".join(words).replace(" ", "") == "".join(shown).replace(" ", "")


def test_numbers_stay_within_their_tables(segmenter: Segmenter) -> None:
    pieces, runs = segmenter.describe("al" * 30)

    assert len(pieces) <= MAX_PIECES
    assert 0 < len(runs) <= MAX_RUNS
    assert all(1 <= number <= RUN_BUCKETS for number in runs)
