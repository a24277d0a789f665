"""`/toxicity export`: the cases of a community as a CSV file."""

import asyncio
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.alerts.alert import count_text, decision_text
from bot.commands.context import CommandContext
from bot.domain.actions import Action
from bot.domain.case import Case, Decision
from bot.interactions.replies import File, Reply
from bot.interactions.requests import Export
from bot.store.case_queries import CaseRow
from classifier import Label, Unscored

LARGEST = 8 << 20
"""Bytes: what platforms take as a file."""

MOST = 20_000
"""Cases that are read at a time, the newest."""

COLUMNS = (
    "case",
    "opened_at",
    "channel",
    "thread",
    "author",
    "author_name",
    "text",
    "link",
    *Label,
    "unscored",
    "mode",
    "wanted",
    "done",
    "result",
    "reasons",
    "strike",
    "decisions",
)


async def export(context: CommandContext, _command: Export) -> Reply:
    """All cases, or the newest that fit into a file."""
    request, store = context.request, context.store
    found = await store.case_queries.latest(request.platform, request.community, most=MOST)
    decided = await store.decisions.of_community(request.platform, request.community)
    content, count = await asyncio.to_thread(write_csv, found, decided)
    cut = "" if count == len(found) < MOST else ", the newest: older ones had no room"
    file = File("parley-cases.csv", content, "text/csv")
    return Reply("Cases", (f"{count_text(count, 'case')}{cut}.",), files=(file,))


def write_csv(
    found: Sequence[CaseRow], decided: Mapping[int, Sequence[Decision]]
) -> tuple[bytes, int]:
    """A table in UTF-8 with as many of the cases as fit, and how many those are."""
    rows, size = [_write_row(COLUMNS)], 0
    for case, opened_at, is_strike in found:
        row = _write_row(
            [
                *_list_cells(case, opened_at),
                "yes" if is_strike else "no",
                "; ".join(map(decision_text, decided.get(case.number, ()))),
            ]
        )
        size += len(row)
        if size > LARGEST:
            break
        rows.append(row)
    return b"".join(rows), len(rows) - 1


def _list_cells(case: Case, opened_at: datetime) -> Iterable[str]:
    message, verdict, outcome = case.message, case.verdict, case.outcome
    scores = verdict.scores
    return (
        str(case.number),
        opened_at.isoformat(),
        message.channel,
        message.thread or "",
        message.author.id,
        message.author.name,
        message.text,
        message.link,
        *("" if isinstance(scores, Unscored) else f"{scores[label]:.4f}" for label in Label),
        scores.reason.value if isinstance(scores, Unscored) else "",
        verdict.mode.value,
        verdict.wanted.value,
        (outcome.action if outcome else Action.NONE).value,
        outcome.result.value if outcome else "pending",
        "; ".join(verdict.reasons),
    )


def _write_row(cells: Iterable[str]) -> bytes:
    row = io.StringIO()
    csv.writer(row).writerow([_defuse_formula(cell) for cell in cells])
    return row.getvalue().encode()


def _defuse_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: "=1+1" -> "'=1+1"."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
