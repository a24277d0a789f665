"""`/toxicity export`: the cases of a community as a CSV file."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
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

_PAGE_SIZE = 50
"""Cases that are read at once: building them takes the event loop some milliseconds."""

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
    "versions",
    "other_texts",
)


async def export(context: CommandContext, _command: Export) -> FileReply:
    """Export all cases, or the newest that fit into a file."""
    table = CsvTable()
    async for page in _read_pages(context):
        if not await asyncio.to_thread(table.add, page):
            break
    cut = ", the newest: older ones had no room" if table.is_full else ""
    file = File("parley-cases.csv", table.content, "text/csv")
    return FileReply(Reply.of("Cases", f"{count_text(table.count, 'case')}{cut}."), (file,))


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases; the `decisions` and the other `versions` of their messages are by the number of their case."""

    rows: Sequence[CaseRow]
    decisions: Mapping[int, Sequence[Decision]]
    versions: Mapping[int, Sequence[Case]]


async def _read_pages(context: CommandContext) -> AsyncIterator[CasePage]:
    """Read the cases in pages, the newest first: so that neither memory nor the event loop holds them all."""
    request, store = context.request, context.store
    before = None
    while True:
        rows = await store.case_queries.latest(
            request.platform, request.community, before=before, limit=_PAGE_SIZE
        )
        numbers = [row.case.number for row in rows]
        yield CasePage(
            rows,
            decisions=await store.decisions.by_case(numbers),
            versions=await store.case_versions.by_case(numbers),
        )
        if len(rows) < _PAGE_SIZE:
            return
        before = numbers[-1]


class CsvTable:
    """A table of cases, CSV in UTF-8, of at most `MOST` rows and `MOST_BYTES`."""

    def __init__(self) -> None:
        self.count = 0
        self.is_full = False
        """True once a case had no room."""
        self._content = bytearray(_write_line(COLUMNS))

    @property
    def content(self) -> bytes:
        """The table so far, with its header."""
        return bytes(self._content)

    def add(self, page: CasePage) -> bool:
        """Add the cases of a page that have room; return False if one has none."""
        for row in page.rows:
            line = _write_line(_list_all_cells(row, page))
            if self.count == MOST or len(self._content) + len(line) > MOST_BYTES:
                self.is_full = True
                break
            self._content += line
            self.count += 1
        return not self.is_full


def _list_all_cells(row: CaseRow, page: CasePage) -> Iterable[str]:
    case, opened_at, is_strike = row
    versions = page.versions.get(case.number, ())
    return (
        *_list_cells(case, opened_at),
        "yes" if is_strike else "no",
        "; ".join(
            decision_text(decision, of_version=case.version)
            for decision in page.decisions.get(case.number, ())
        ),
        str(1 + len(versions)),
        "\n".join(map(_version_text, versions)),
    )


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


def _version_text(case: Case) -> str:
    """Format another version: "1, 2026-05-01T12:00:00+00:00: you clown"."""
    moment = case.message.edited_at or case.message.sent_at
    return f"{case.version + 1}, {moment.isoformat()}: {case.message.text}"


def _write_line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(map(escape_formula, cells))
    return line.getvalue().encode()
