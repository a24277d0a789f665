"""Signing in and out: by a one-time link, or by the platform's own page."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.domain.phrases import ModeratorPhrase
from bot.store.desk_sessions import Identity
from bot.web.desk.desk import Desk
from bot.web.desk.errors import FORGED, OPEN_AGAIN, Forbidden, NotSignedIn
from bot.web.desk.form import read_form
from bot.web.desk.moderated import list_moderated
from bot.web.desk.oauth import MAX_AGE, SignInError
from bot.web.desk.providers import Provider
from bot.web.desk.session import (
    Session,
    begin_session,
    drop_cookie,
    find_desk,
    find_session,
    set_cookie,
)
from bot.web.desk.sign_in_log import Refused
from bot.web.desk.tokens import hash_token, is_same
from bot.web.desk.views import render_page

router = APIRouter()

_AGAIN = ModeratorPhrase("sign in again")


@router.get("/link/{token}")
async def show_link(request: Request, token: str) -> Response:
    """Ask whether to sign in: a program that previews links must not use one up."""
    return render_page(request, "link.html", token=token)


@router.post("/link/{token}")
async def use_link(request: Request, token: str) -> Response:
    """Sign in by a one-time link."""
    desk = find_desk(request)
    found = await desk.store.desk.links.redeem(hash_token(token), at=desk.options.now())
    if found is None:
        await desk.sign_in_log.refuse(Refused("refused: a link that holds no more"))
        raise Forbidden(
            ModeratorPhrase("this link holds no more"),
            ModeratorPhrase("python -m bot desk link makes another one"),
        )
    platform, member = found
    response = RedirectResponse("/", 303)
    identity = Identity(member)
    await begin_session(request, response, platform=platform, identity=identity)
    await _write(desk, "sign in by a link", {platform: identity})
    return response


@router.get("/sign-in/{platform}")
async def begin_sign_in(request: Request, platform: str) -> Response:
    """Send the browser to the platform's own page."""
    desk = find_desk(request)
    token, address = desk.sign_ins.begin(_find_provider(desk, platform))
    response = RedirectResponse(address, 303)
    set_cookie(response, desk.options, token, name=desk.options.sign_in_cookie, max_age=MAX_AGE)
    return response


@router.get("/sign-in/{platform}/done")
async def finish_sign_in(request: Request, platform: str) -> Response:
    """Take the browser back from the platform's page, and ask the platform who came."""
    desk, asked = find_desk(request), request.query_params
    name = _find_provider(desk, platform).name
    if "error" in asked or "code" not in asked:
        raise Forbidden(ModeratorPhrase("{platform} let nobody in", platform=name), _AGAIN)
    token = request.cookies.get(desk.options.sign_in_cookie, "")
    try:
        identity = await desk.sign_ins.finish(
            token, platform, state=asked.get("state", ""), code=asked["code"]
        )
    except SignInError as error:
        await desk.sign_in_log.refuse(Refused(f"refused to sign in with {name}: {error}", platform))
        raise Forbidden(error.reason, _AGAIN) from error
    response = RedirectResponse("/", 303)
    await begin_session(request, response, platform=platform, identity=identity)
    drop_cookie(response, desk.options, name=desk.options.sign_in_cookie)
    await _write(desk, f"sign in with {name}", {platform: identity})
    return response


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session of this browser, or with `everywhere` all of the person's."""
    session, desk = await find_session(request), find_desk(request)
    if session is None:
        raise NotSignedIn
    form = await read_form(request)
    _check_csrf(session, form.get("csrf", ""))
    is_everywhere = "everywhere" in form
    await desk.store.desk.sessions.end(hash_token(session.token))
    if is_everywhere:
        await desk.store.desk.sessions.end_all(session.members)
    await _write(desk, "sign out everywhere" if is_everywhere else "sign out", session.members)
    response = RedirectResponse("/", 303)
    drop_cookie(response, desk.options)
    return response


def _check_csrf(session: Session, sent: str) -> None:
    if not is_same(sent, session.csrf):
        raise Forbidden(FORGED, OPEN_AGAIN)


def _find_provider(desk: Desk, platform: str) -> Provider:
    provider = desk.options.find_provider(platform)
    if provider is None:
        raise Forbidden(
            ModeratorPhrase("nobody signs in with this here"),
            ModeratorPhrase("ask whoever runs Parley"),
            status=404,
        )
    return provider


async def _write(desk: Desk, what: str, members: Mapping[str, Identity]) -> None:
    """Write to the log what a person did, in each community in which they moderate."""
    for platform, identity in members.items():
        found = await list_moderated(desk, {platform: identity})
        await desk.sign_in_log.add(what, platform, [each.moderator for each in found])
