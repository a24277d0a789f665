"""Layout of the chat: indents, commands in rows, and how many rows of the screen a typed line took. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, get_character_cell_size
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment

INDENT = 3
"""Columns before what stands below a title."""

_GAP = "   "
_TAB = 8


@dataclass(frozen=True, slots=True)
class Indented:
    """A part with columns left free before it, `hanging` ones more before all lines but the first.

    No line is filled up with spaces: on a terminal that draws a sign wider than it was counted, they would wrap.
    """

    part: RenderableType
    by: int = INDENT
    hanging: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render the part in the columns that are left."""
        inner = options.update(width=max(1, options.max_width - self.by - self.hanging))
        for number, line in enumerate(console.render_lines(self.part, inner, pad=False)):
            yield Segment(" " * (self.by + (self.hanging if number else 0)))
            yield from line
            yield Segment.line()


@dataclass(frozen=True, slots=True)
class CommandRows:
    """Commands beside each other, as many as fit into a row: none is broken where another row has room for it."""

    commands: Sequence[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render the rows, dim."""
        for row in pack(self.commands, options.max_width):
            yield console.render_str(row, style="dim", markup=False, highlight=False, emoji=False)


def pack(parts: Sequence[str], columns: int) -> list[str]:
    """Join parts to rows of at most so many columns: ["take 1", "undo 1"], 20 -> ["take 1   undo 1"]."""
    rows: list[str] = []
    for part in parts:
        if rows and cell_len(longer := f"{rows[-1]}{_GAP}{part}") <= columns:
            rows[-1] = longer
        else:
            rows.append(part)
    return rows


def count_rows(shown: str, columns: int) -> int:
    """Return how many rows a terminal needs to echo this: a wide sign that does not fit begins another row."""
    rows, column = 1, 0
    for character in shown:
        cells = _TAB - column % _TAB if character == "\t" else _cells(character)
        if column + cells > columns:
            rows, column = rows + 1, 0
        column += cells
    return rows


def _cells(character: str) -> int:
    """Return the columns of a character as a terminal echoes it: a control character as "^A"."""
    is_control = unicodedata.category(character) == "Cc"
    return 2 if is_control else get_character_cell_size(character)
