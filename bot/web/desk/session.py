"""Sessions: the cookie of a browser, and as whom it is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.store.desk_sessions import LONGEST, Identity
from bot.web.desk.desk import Desk, DeskOptions
from bot.web.desk.tokens import hash_token, make_csrf, make_token


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser: its token, and the member that it is on each platform."""

    token: str
    members: Mapping[str, Identity]

    @property
    def csrf(self) -> str:
        """The token that forms of this session hold."""
        return make_csrf(self.token)


def find_desk(request: Request) -> Desk:
    """Return the desk that a request is to."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


async def find_session(request: Request) -> Session | None:
    """Return the session of a request, None where nobody is signed in or it is over."""
    desk = find_desk(request)
    token = request.cookies.get(desk.options.cookie, "")
    if not token:
        return None
    members = await desk.store.desk.sessions.find(hash_token(token), at=desk.options.now())
    return Session(token, members) if members else None


async def begin_session(
    request: Request, response: Response, *, platform: str, identity: Identity
) -> None:
    """Sign a browser in under a new token, so that nobody knows it who knew its cookie before.

    It stays signed in on other platforms.
    """
    desk, old = find_desk(request), await find_session(request)
    token = make_token()
    members = {**(old.members if old else {}), platform: identity}
    await desk.store.desk.sessions.begin(
        hash_token(token),
        members,
        at=desk.options.now(),
        instead_of=hash_token(old.token) if old else "",
    )
    set_cookie(response, desk.options, token)


def set_cookie(
    response: Response,
    options: DeskOptions,
    token: str,
    *,
    name: str = "",
    max_age: int = int(LONGEST.total_seconds()),
) -> None:
    """Set a cookie, by default the session's, which no script can read and no other site's form sends."""
    response.set_cookie(
        name or options.cookie,
        token,
        max_age=max_age,
        path="/",
        secure=options.is_secure,
        httponly=True,
        samesite="lax",  # strict would sign people out who follow a link from chat
    )


def drop_cookie(response: Response, options: DeskOptions, *, name: str = "") -> None:
    """Delete a cookie, by default the session's."""
    response.delete_cookie(
        name or options.cookie, path="/", secure=options.is_secure, httponly=True, samesite="lax"
    )
