"""Table of text for documents and terminals, and the format of the numbers in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Table: rows of text under a head, with a title and an explanatory note.

    Without rows it says that nothing was measured.
    """

    title: str
    note: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]] = field(default_factory=list)

    def as_markdown(self) -> str:
        """Return the table under its title, for a document."""
        if not self.rows:
            return f"### {self.title}\n\nNot measured.\n"
        lines = [self.head, ["---"] * len(self.head), *self.rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"### {self.title}\n\n{self.note}\n\n{table}\n"


def print_tables(tables: Iterable[Table], console: Console) -> None:
    """Print the tables that have rows, without Markdown."""
    for table in tables:
        if not table.rows:
            continue
        shown = RichTable(
            title=table.title,
            title_justify="left",
            title_style="bold",
            caption=_strip_markdown(table.note),
            caption_justify="left",
            box=SIMPLE_HEAD,
        )
        for place, name in enumerate(table.head):
            shown.add_column(_strip_markdown(name), justify="right" if place else "left")
        for row in table.rows:
            shown.add_row(*map(_strip_markdown, row))
        console.print(shown)


def format_estimate(estimate: Json | None, digits: int = 3) -> str:
    """Return an estimate with its 95 % interval: "0.988 (0.985 to 0.990)"."""
    if estimate is None or estimate["value"] is None:
        return "-"
    value, low, high = (estimate[key] for key in ("value", "low", "high"))
    return f"{value:.{digits}f} ({format_number(low, digits)} to {format_number(high, digits)})"


def format_number(value: float | None, digits: int = 3) -> str:
    """Return a number, or a dash where there is none."""
    return "-" if value is None else f"{value:.{digits}f}"


def format_code(name: str) -> str:
    """Return a name as code."""
    return f"`{name}`"


def _strip_markdown(text: str) -> str:
    return text.replace("`", "").replace("**", "")
