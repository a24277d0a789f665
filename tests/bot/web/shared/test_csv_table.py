"""CSV as spreadsheets save it."""

import pytest

from bot.web.shared.csv_table import TableError, find_text_column, read_csv

ROWS = [["id", "text"], ["1", "good morning"], ["2", "schönen Tag; euch, allen"]]
SEMICOLONS = 'id;text\r\n1;good morning\r\n2;"schönen Tag; euch, allen"\r\n'


@pytest.mark.parametrize(
    "content",
    [
        SEMICOLONS.encode(),
        SEMICOLONS.encode("utf-8-sig"),
        SEMICOLONS.encode("utf-16"),
        b"\xfe\xff" + SEMICOLONS.encode("utf-16-be"),
        ("sep=;\r\n" + SEMICOLONS).encode(),
        SEMICOLONS.replace(";t", ",t").replace("1;", "1,").replace("2;", "2,").encode(),
        SEMICOLONS.replace(";t", "\tt").replace("1;", "1\t").replace("2;", "2\t").encode("utf-16"),
    ],
    ids=["semicolons", "mark", "utf-16", "utf-16-be", "sep", "commas", "tabs"],
)
def test_what_excel_saves_is_read(content: bytes) -> None:
    assert read_csv(content) == ROWS


def test_latin_1_is_refused_with_the_remedy_as_a_guess_would_change_words() -> None:
    with pytest.raises(TableError, match=r'Windows-1252 .* save it as "CSV UTF-8", or .* iconv'):
        read_csv(SEMICOLONS.encode("windows-1252"))


def test_half_a_character_of_utf_16_is_refused() -> None:
    with pytest.raises(TableError, match="not UTF-8"):
        read_csv(b"\xff\xfe\x00")


def test_without_named_columns_rows_that_agree_say_what_parts_them() -> None:
    assert read_csv(b"hello, you;1\nbye;2\n") == [["hello, you", "1"], ["bye", "2"]]
    assert read_csv(b"one; two\nthree\n") == [["one; two"], ["three"]]


def test_a_cell_that_is_too_large_is_named() -> None:
    with pytest.raises(TableError, match="no CSV: field larger"):
        read_csv(b"text\n" + b"x" * 200_000)


@pytest.mark.parametrize(
    ("header", "column"), [(["id", " Comment "], 1), (["a", "b"], None), ([], None)]
)
def test_the_column_of_texts_is_found_by_its_name(header: list[str], column: int | None) -> None:
    assert find_text_column(header) == column
