"""The first page: to sign in, or to choose the community."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.runtime.directory import Community
from bot.web.desk.errors import Forbidden
from bot.web.desk.session import Session, find_desk, find_session
from bot.web.desk.views import render_page
from bot.web.desk.visit import find_moderator

router = APIRouter()


@router.get("/")
async def show_home(request: Request) -> Response:
    """Show where the person moderates; of one community, its queue."""
    desk, session = find_desk(request), await find_session(request)
    if session is None:
        return render_page(request, "sign_in.html", providers=desk.options.providers)
    found = await _list_moderated(request, session)
    sources = [desk.sources[name] for name in session.members if name in desk.sources]
    waiting = [each.name for each in sources if not each.is_ready()]
    if len(found) == 1 and not waiting:
        platform, community = found[0]
        return RedirectResponse(f"/{platform}/{community.id}/queue", 303)
    return render_page(
        request,
        "home.html",
        communities=found,
        waiting=waiting,
        csrf=session.csrf,
        providers=[p for p in desk.options.providers if p.platform not in session.members],
    )


async def _list_moderated(request: Request, session: Session) -> list[tuple[str, Community]]:
    """Return the communities in which the person moderates, with their platforms."""
    desk, found = find_desk(request), []
    for platform, identity in session.members.items():
        source = desk.sources.get(platform)
        if source is None or not source.is_ready():
            continue
        for community in source.pipeline.platform.directory.communities():
            try:
                await find_moderator(desk, source, community.id, identity)
            except Forbidden:
                continue
            found.append((platform, community))
    return found
