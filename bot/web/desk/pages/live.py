"""Live updates of a queue, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from bot.commands.queue_filters import limit_to_moderated
from bot.interactions.desk_requests import ShowQueue
from bot.interactions.replies import Refusal
from bot.web.desk.address import make_filter, parse_address
from bot.web.desk.errors import Forbidden
from bot.web.desk.live_queue import Snapshot
from bot.web.desk.visit import ModeratorVisit

router = APIRouter()

LONGEST = 60.0
"""Seconds of a stream: then the browser asks again, and whether the person still moderates is looked at."""


@router.get("/queue/live")
async def follow_queue(visit: ModeratorVisit) -> Response:
    """Send the open cases and who works on each, now and whenever they change."""
    address = parse_address(visit.request.query_params)
    of = await make_filter(address, visit.source.pipeline.platform, visit.moderator.community)
    if isinstance(of, Refusal):
        raise Forbidden(of.reason, of.remedy, status=400)
    of = limit_to_moderated(visit.context(ShowQueue()), of)
    snapshots = visit.desk.live.follow(
        visit.store.review_queue, visit.moderator.platform, visit.moderator.community, of=of
    )
    return StreamingResponse(_stream(snapshots), media_type="text/event-stream")


async def _stream(snapshots: AsyncGenerator[Snapshot]) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    try:
        async with asyncio.timeout(LONGEST), aclosing(snapshots):
            async for snapshot in snapshots:
                yield f"data: {json.dumps(snapshot)}\n\n"
    except TimeoutError:
        return
