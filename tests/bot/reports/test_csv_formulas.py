"""Cells that a spreadsheet would run as a formula."""

import pytest

from bot.reports.csv_formulas import escape_formula


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_whatever_begins_a_formula_is_escaped(start: str) -> None:
    assert escape_formula(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "you clown", "1+1", "'=1+1", " =1+1", "a\t=1", "\n"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert escape_formula(cell) == cell
