"""The first page: to sign in, or to choose the community."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.desk.moderated import list_moderated
from bot.web.desk.session import find_desk, find_session
from bot.web.desk.views import render_page

router = APIRouter()


@router.get("/")
async def show_home(request: Request) -> Response:
    """Show where the person moderates; of one community, its queue."""
    desk, session = find_desk(request), await find_session(request)
    if session is None:
        return render_page(request, "sign_in.html", providers=desk.options.providers)
    found = await list_moderated(desk, session.members)
    sources = [desk.sources[name] for name in session.members if name in desk.sources]
    waiting = [each.name for each in sources if not each.is_ready()]
    if len(found) == 1 and not waiting:
        return RedirectResponse(f"{found[0].moderator.root}/queue", 303)
    return render_page(
        request,
        "home.html",
        communities=found,
        waiting=waiting,
        is_divided=any(each.is_divided() for each in sources),
        csrf=session.csrf,
        providers=[p for p in desk.options.providers if p.platform not in session.members],
    )
