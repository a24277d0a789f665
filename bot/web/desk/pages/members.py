"""Members: what is known of one, as `/toxicity user` tells it; and what was done at the desk."""

from fastapi import APIRouter
from starlette.responses import Response

from bot.interactions.requests import LookUpMember
from bot.web.desk.address import parse_number
from bot.web.desk.names import list_texts
from bot.web.desk.visit import ModeratorVisit

router = APIRouter()

_MOST_LINES = 200


@router.get("/members/{member}")
async def show_member(visit: ModeratorVisit, member: str) -> Response:
    """Show a member's strikes, cases, reports, names and notes; "case-17": of the author of that case."""
    written = f"#{member.removeprefix('case-')}" if member.startswith("case-") else member
    before = parse_number(visit.request.query_params.get("before", "")) or None
    answer = await visit.ask(LookUpMember(written, before))
    names = await visit.names(list_texts(answer))
    return visit.render("answer.html", here="queue", answer=answer, names=names)


@router.get("/log")
async def show_log(visit: ModeratorVisit) -> Response:
    """Show what moderators did at the desk, the latest first."""
    person = visit.moderator
    lines = await visit.store.desk.audit.latest(
        person.platform, person.community, limit=_MOST_LINES
    )
    return visit.render("log.html", here="log", lines=lines)
