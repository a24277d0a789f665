"""The queue: open cases, the oldest and worst first, and the case that is open beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from bot.commands.queue import count_open, list_row
from bot.commands.queue_filters import limit_to_moderated
from bot.domain.queue_order import QueueFilter
from bot.domain.texts import LABEL_TEXTS
from bot.interactions.desk_requests import ShowQueue, TakeCase
from bot.interactions.replies import CaseReply, Quote, Refusal
from bot.store.review_queue import QueueRow
from bot.web.desk.address import QueueAddress, make_filter, parse_address
from bot.web.desk.bulk import GROUP_BUTTONS, decide_all, describe
from bot.web.desk.case_view import view_case
from bot.web.desk.rendering import Names
from bot.web.desk.visit import ModeratorVisit, Visit

router = APIRouter()

PAGE_SIZE = 25
"""Cases on a page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the list: what chat says of it, and who works on it."""

    number: int
    quote: Quote
    taken_by: str
    is_mine: bool


@router.get("/queue")
async def show_queue(visit: ModeratorVisit) -> Response:
    """Show the open cases, and the one that the address names."""
    return await _render(visit, parse_address(visit.request.query_params))


@router.post("/queue/next")
async def take_next(visit: ModeratorVisit) -> Response:
    """Take the first case of the filtered queue that nobody works on."""
    address = parse_address(visit.request.query_params)
    of = await make_filter(address, visit.source.pipeline.platform, visit.moderator.community)
    if isinstance(of, Refusal):
        return await _render(visit, address, refusal=of)
    answer = await visit.ask(TakeCase(None, of.label, of.channel, of.author))
    if not isinstance(answer, CaseReply):
        refusal = answer if isinstance(answer, Refusal) else None
        return await _render(visit, address, refusal=refusal)
    await visit.log(f"take {answer.case}")
    return RedirectResponse(f"{visit.root}/queue{address.with_case(answer.case)}", 303)


@router.post("/queue/bulk")
async def decide_chosen(visit: ModeratorVisit) -> Response:
    """Press a button of every chosen case."""
    address = parse_address(visit.request.query_params)
    return await _render(visit, address, notice=describe(await decide_all(visit)))


async def _render(visit: Visit, address: QueueAddress, **told: Any) -> Response:
    platform, community = visit.source.pipeline.platform, visit.moderator.community
    of = await make_filter(address, platform, community)
    refusal = told.pop("refusal", None)
    rows: Sequence[QueueRow] = ()
    count = 0
    if isinstance(of, Refusal):
        refusal = of
    else:
        rows, count = await _find(visit, of, address.page)
    lines = [_make_line(visit, row) for row in rows[:PAGE_SIZE]]
    return visit.render(
        "queue.html",
        here="queue",
        address=address,
        title=count_open(count),
        lines=lines,
        names=await _find_names(visit, rows, lines),
        has_more=len(rows) > PAGE_SIZE,
        labels=LABEL_TEXTS,
        buttons=GROUP_BUTTONS,
        refusal=refusal,
        view=await view_case(visit, address.case) if address.case else None,
        **{"notice": None, **told},
    )


async def _find(visit: Visit, of: QueueFilter, page: int) -> tuple[Sequence[QueueRow], int]:
    return await visit.store.review_queue.find(
        visit.moderator.platform,
        visit.moderator.community,
        of=limit_to_moderated(visit.context(ShowQueue()), of),
        skip=(page - 1) * PAGE_SIZE,
        limit=PAGE_SIZE + 1,
    )


def _make_line(visit: Visit, row: QueueRow) -> Line:
    taken = row.assignment
    return Line(
        number=row.row.case.number,
        quote=list_row(row, visit.desk.options.now()),
        taken_by=(taken.by_name or taken.by) if taken else "",
        is_mine=taken is not None and taken.by == visit.moderator.id,
    )


async def _find_names(visit: Visit, rows: Sequence[QueueRow], lines: Sequence[Line]) -> Names:
    """Return the names of what the lines mention; authors are called as in their cases."""
    names = await visit.names(text for line in lines for text in line.quote.lines)
    authors = {row.row.case.message.author.id: row.row.case.message.author.name for row in rows}
    return replace(names, members={**authors, **names.members})
