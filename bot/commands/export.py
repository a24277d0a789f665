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
from bot.interactions.replies import File, FileReply, Reply
from bot.interactions.requests import Export
from bot.reports.csv_formulas import escape_formula
from bot.store.case_queries import CaseRow
from classifier import Label, Scores, Unscored

MOST_BYTES = 8 << 20
"""The largest file that platforms take."""

MOST = 20_000
"""Cases that are exported at most, the newest."""

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


async def export(context: CommandContext, _command: Export) -> FileReply:
    """Export all cases, or the newest that fit into a file."""
    request, store = context.request, context.store
    rows = await store.case_queries.latest(request.platform, request.community, limit=MOST)
    decisions = await store.decisions.by_case(request.platform, request.community)
    content, count = await asyncio.to_thread(write_csv, rows, decisions)
    cut = "" if count == len(rows) < MOST else ", the newest: older ones had no room"
    file = File("parley-cases.csv", content, "text/csv")
    return FileReply(Reply.of("Cases", f"{count_text(count, 'case')}{cut}."), (file,))


def write_csv(
    rows: Sequence[CaseRow], decisions: Mapping[int, Sequence[Decision]]
) -> tuple[bytes, int]:
    """Write as many of the cases as fit into `MOST_BYTES`; returns CSV in UTF-8, and their number.

    `decisions` are by the number of their case.
    """
    lines, size = [_write_line(COLUMNS)], 0
    for case, opened_at, is_strike in rows:
        line = _write_line(
            [
                *_list_cells(case, opened_at),
                "yes" if is_strike else "no",
                "; ".join(map(decision_text, decisions.get(case.number, ()))),
            ]
        )
        size += len(line)
        if size > MOST_BYTES:
            break
        lines.append(line)
    return b"".join(lines), len(lines) - 1


def _format_score(scores: Scores | Unscored, label: Label) -> str:
    """Format a score; "" for a text without scores, or in a language without the label."""
    return f"{scores[label]:.4f}" if isinstance(scores, Scores) and label in scores else ""


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
        *(_format_score(scores, label) for label in Label),
        scores.reason.value if isinstance(scores, Unscored) else "",
        verdict.mode.value,
        verdict.wanted.value,
        (outcome.action if outcome else Action.NONE).value,
        outcome.result.value if outcome else "pending",
        "; ".join(verdict.reasons),
    )


def _write_line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(map(escape_formula, cells))
    return line.getvalue().encode()
