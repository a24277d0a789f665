"""App lifecycle events: the app was uninstalled, tokens were revoked, events were rate limited."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.listener.async_builtins import AsyncTokenRevocationListeners
from slack_bolt.response import BoltResponse

from bot.platforms.slack.connection.oauth_installations import OAuthInstallations

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_REPORT_DELAY = 60.0
"""Seconds after which a rate-limited minute is reported: events are withheld until it is over."""

_REMEDY = "install the app again, and if its tokens stand in .env, put the new ones there"


class AppLifecycle:
    """Listener for app lifecycle events: deletes revoked installations and reports event gaps.

    `on_gap` is called with the start of each minute of which Slack withheld events, `report_delay`
    seconds later.
    """

    def __init__(
        self,
        installations: OAuthInstallations | None,
        *,
        on_gap: Callable[[datetime], None],
        report_delay: float = _REPORT_DELAY,
    ) -> None:
        self._revocation = AsyncTokenRevocationListeners(installations) if installations else None
        self._on_gap = on_gap
        self._report_delay = report_delay

    def register(self, app: AsyncApp) -> None:
        """Register the listeners with the app."""
        app.event("app_uninstalled")(self._on_uninstalled)
        app.event("tokens_revoked")(self._on_tokens_revoked)
        app.middleware(self._on_rate_limited)  # it is no event, so that no listener would get it

    async def _on_uninstalled(self, context: AsyncBoltContext) -> None:
        log.error("the app was removed", workspace=context.team_id, remedy=_REMEDY)
        if self._revocation:
            await self._revocation.handle_app_uninstalled_events(context)

    async def _on_tokens_revoked(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        owners = {"oauth": "user", "bot": "bot"}
        kinds = [
            owners[kind] for kind, users in event["tokens"].items() if users and kind in owners
        ]
        log.error("tokens were revoked", workspace=context.team_id, of=kinds, remedy=_REMEDY)
        if self._revocation:
            await self._revocation.handle_tokens_revoked_events(event, context)

    async def _on_rate_limited(
        self, body: dict[str, Any], ack: AsyncAck, next_: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """Report a minute in which there were more events than Slack delivers: 30,000 an hour."""
        if body.get("type") != "app_rate_limited":
            return await next_()
        since = datetime.fromtimestamp(body["minute_rate_limited"], UTC)
        log.warning("Slack withholds events", workspace=body["team_id"], since=since.isoformat())
        asyncio.get_running_loop().call_later(self._report_delay, self._on_gap, since)
        return await ack()
