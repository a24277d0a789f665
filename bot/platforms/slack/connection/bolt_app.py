"""The slack_bolt app: verifies and parses incoming requests, and dispatches them to listeners."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from bot.platforms.slack.connection.oauth_installations import OAuthInstallations
from bot.platforms.slack.connection.silence_logging import silence_logging
from bot.platforms.slack.connection.tokens import CLIENT_SECRET, SIGNING
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


def make_app(
    tokens: Mapping[str, str],
    session: aiohttp.ClientSession,
    *,
    workspaces: Workspaces,
    installations: OAuthInstallations | None,
) -> AsyncApp:
    """Build the app of one workspace's tokens, or with `installations` that of many workspaces.

    Its own client uses `session`, as all others do. Events are authorized by the sign-in at the start: bolt
    would ask Slack at the first event, and drop that where Slack does not answer.
    """
    logger = silence_logging()
    if installations:
        app = AsyncApp(
            name="parley",
            logger=logger,
            signing_secret=tokens[SIGNING],
            authorize=_Authorize(installations.look_up),  # type: ignore[arg-type]  # bolt takes None for "not installed"
            oauth_flow=installations.make_flow(tokens[CLIENT_SECRET]),
        )
    else:
        signing = tokens.get(SIGNING, "")
        authorize = _Authorize(partial(_look_up_only, workspaces))
        app = AsyncApp(name="parley", logger=logger, signing_secret=signing, authorize=authorize)  # type: ignore[arg-type]
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


async def _log_error(error: Exception, body: dict[str, Any]) -> None:
    """Log an exception of a listener; bolt goes on with the next event."""
    event = body.get("event") or {}
    log.error("failed", event_type=event.get("type") or body.get("type"), exc_info=error)
