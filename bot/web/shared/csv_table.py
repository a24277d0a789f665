"""CSV as spreadsheets write it: UTF-8 or UTF-16, with commas, semicolons or tabs between the cells."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence

_TEXT_COLUMNS = ("text", "comment", "comment_text", "message", "body", "content")
"""Usual names of the text column."""

_DELIMITERS = (",", ";", "\t")

_SNIFFED_ROWS = 20
"""Rows that must agree on a delimiter where no column is named."""


class TableError(ValueError):
    """A table that cannot be read, explained in one sentence with the remedy."""


def decode_text(content: bytes) -> str:
    """Decode UTF-8, or UTF-16 with its byte order mark, as Excel's "Unicode Text" is.

    Raises:
        TableError: it is neither. Older encodings are not guessed, as a wrong guess changes words.
    """
    is_utf16 = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise TableError(
            "The file is not UTF-8 text but probably Windows-1252 (Latin-1), as Excel's plain CSV is: "
            'save it as "CSV UTF-8", or convert it with iconv -f WINDOWS-1252 -t UTF-8.'
        ) from None


def read_csv(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV that are not empty, whichever delimiter it has.

    A first line `sep=;`, which Excel understands, is obeyed.

    Raises:
        TableError: it cannot be decoded, or a cell is larger than a cell may be.
    """
    text = decode_text(content)
    first, _, rest = text.partition("\n")
    if len(first.strip()) == len("sep=;") and first.lower().startswith("sep="):
        return _split(rest, first[4])
    return _split(text, _find_delimiter(text))


def find_text_column(header: Sequence[str]) -> int | None:
    """Return the index of the text column by its name; None without such a name."""
    names = [name.strip().lower() for name in header]
    return next((names.index(name) for name in _TEXT_COLUMNS if name in names), None)


def _split(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row
        ]
    except csv.Error as error:
        raise TableError(f"The file is no CSV: {error}.") from error


def _find_delimiter(text: str) -> str:
    """Find the delimiter whose first row names the columns, else the one that all rows agree on."""
    begin = text[: 1 << 16]
    tables = {delimiter: _split_begin(begin, delimiter) for delimiter in _DELIMITERS}
    named = [
        each for each, rows in tables.items() if rows and find_text_column(rows[0]) is not None
    ]
    if named:
        return max(named, key=lambda delimiter: len(tables[delimiter][0]))
    agreed = [each for each, rows in tables.items() if _is_regular(rows)]
    return agreed[0] if agreed else ","


def _split_begin(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = _split(text, delimiter)
    except TableError:
        return []
    return rows[:_SNIFFED_ROWS]


def _is_regular(rows: Sequence[Sequence[str]]) -> bool:
    return len(rows) > 1 and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1
