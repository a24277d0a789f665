"""The slack_bolt app: verifies and parses incoming requests, and dispatches them to listeners."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeAlias, TypeGuard

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.platforms.slack.connection.oauth_installations import OAuthInstallations
from bot.platforms.slack.connection.silence_logging import silence_logging
from bot.platforms.slack.connection.tokens import CLIENT_SECRET, SIGNING
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.runtime.error_boundary import run_guarded
from bot.runtime.result import Failed

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

OnEvent: TypeAlias = Callable[[dict[str, Any], AsyncBoltContext], Awaitable[None]]
"""Takes an event, and what bolt knows of it."""


def make_app(
    tokens: Mapping[str, str],
    session: aiohttp.ClientSession,
    *,
    workspaces: Workspaces,
    installations: OAuthInstallations | None,
    on_message: OnEvent,
) -> AsyncApp:
    """Build the app of one workspace's tokens, or with `installations` that of many workspaces.

    `on_message` takes people's plain messages, as a listener would.
    Its own client uses `session`, as all others do. Events are authorized by the sign-in at the start: bolt
    would ask Slack at the first event, and drop that where Slack does not answer.
    """
    logger = silence_logging()
    look_up = installations.look_up if installations else partial(_look_up_only, workspaces)
    plain_messages = _PlainMessages(look_up, on_message)
    if installations:
        app = AsyncApp(
            name="parley",
            logger=logger,
            signing_secret=tokens[SIGNING],
            before_authorize=plain_messages,
            authorize=_Authorize(look_up),  # type: ignore[arg-type]  # bolt takes None for "not installed"
            oauth_flow=installations.make_flow(tokens[CLIENT_SECRET]),
        )
    else:
        app = AsyncApp(
            name="parley",
            logger=logger,
            signing_secret=tokens.get(SIGNING, ""),
            before_authorize=plain_messages,
            authorize=_Authorize(look_up),  # type: ignore[arg-type]
        )
    app.error(_log_error)
    app.client.base_url = type(app.client).BASE_URL
    app.client.session = session
    return app


_LookUp: TypeAlias = Callable[[str | None, str | None], Awaitable[Workspace | None]]
"""Finds the workspace of an event by the ids of its organisation and its own."""


async def _look_up_only(
    workspaces: Workspaces, _enterprise: str | None, team: str | None
) -> Workspace:
    """Return the one workspace, also of what comes from another by a shared channel."""
    return workspaces.resolve(team or "")


class _Authorize(AsyncAuthorize):
    """Authorization by the installed workspaces; bolt's own would call Slack for each event."""

    def __init__(self, look_up: _LookUp) -> None:
        self._look_up = look_up

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,  # noqa: ARG002 - bolt gives it
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_actor: str | None,
    ) -> AuthorizeResult | None:
        workspace = await self._look_up(enterprise_id, team_id)
        if workspace is None:
            log.warning("not installed there", workspace=team_id)
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=workspace.id,
            bot_user_id=workspace.bot_user_id,
            bot_id=workspace.bot_id,
            bot_token=workspace.web.token,
            user_id=user_id,
        )


class _PlainMessages(AsyncMiddleware):
    """Middleware that hands plain messages of people to `take`, and acknowledges them; bolt goes on with the rest.

    Nearly all events are such, and bolt makes thirty arguments each time that it asks a matcher, a middleware or a
    listener. It has verified the request before.
    """

    def __init__(self, look_up: _LookUp, take: OnEvent) -> None:
        self._look_up = look_up
        self._take = take
        self._taken: set[asyncio.Task[Failed | None]] = set()

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - bolt gives it
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - as bolt names it
    ) -> BoltResponse:
        event, context = req.body.get("event"), req.context
        if not _is_plain_message(event):
            return await next()
        workspace = await self._look_up(context.enterprise_id, context.team_id)
        if workspace is None or event["user"] == workspace.bot_user_id:
            return await next()
        taking = run_guarded(self._take(event, context), event_type="message")
        task = asyncio.create_task(taking)
        self._taken.add(task)
        task.add_done_callback(self._taken.discard)
        return BoltResponse(status=200)


def _is_plain_message(event: object) -> TypeGuard[dict[str, Any]]:
    """Return True for a new message that a person wrote, and no app."""
    return (
        isinstance(event, dict)
        and event.get("type") == "message"
        and event.get("subtype") is None
        and event.get("bot_id") is None
        and isinstance(event.get("user"), str)
    )


async def _log_error(error: Exception, body: dict[str, Any]) -> None:
    """Log an exception of a listener; bolt goes on with the next event."""
    event = body.get("event") or {}
    log.error("failed", event_type=event.get("type") or body.get("type"), exc_info=error)
