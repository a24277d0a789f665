"""The figures of a report as CSV: cases by day, label, action and result, and the false alarms among them. Pure."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Final

from bot.domain.actions import Action, OutcomeResult
from bot.domain.statistics import CaseCount, ModerationStats
from bot.reports.csv_formulas import escape_formula
from classifier import Label

COLUMNS: Final = ("day", "label", "done", "result", "cases", "false_alarms")


def write_figures(stats: ModerationStats) -> str:
    """Write one line for each combination that there was, by day."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows(map(escape_formula, row) for row in _list_rows(stats))
    return table.getvalue()


def _list_rows(stats: ModerationStats) -> Iterator[tuple[str, ...]]:
    dismissed = {_key(each): each.count for each in stats.dismissed}
    for each in stats.cases:
        yield (
            each.day.isoformat(),
            each.label or "",
            each.done.value,
            each.result.value if each.result else "pending",
            str(each.count),
            str(dismissed.get(_key(each), 0)),
        )


def _key(each: CaseCount) -> tuple[date, Label | None, Action, OutcomeResult | None]:
    return each.day, each.label, each.done, each.result
