"""What Slack says of the app itself: removed, a token taken back, or too much going on to tell of it all."""

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

_MINUTE = 60.0

_AGAIN = "install the app again, and if its tokens stand in .env, put the new ones there"


class AppLifecycle:
    """Forgets what was installed and is no more; `miss` is told since when events were withheld."""

    def __init__(
        self,
        installations: OAuthInstallations | None,
        *,
        miss: Callable[[datetime], None],
        pause: float = _MINUTE,
    ) -> None:
        self._kept = AsyncTokenRevocationListeners(installations) if installations else None
        self._miss = miss
        self._pause = pause

    def register(self, app: AsyncApp) -> None:
        """Put what listens on the app."""
        app.event("app_uninstalled")(self._lose_app)
        app.event("tokens_revoked")(self._lose_tokens)
        app.middleware(self._hear_of_limit)  # it is no event, so that no listener would get it

    async def _lose_app(self, context: AsyncBoltContext) -> None:
        log.error("the app was removed", workspace=context.team_id, remedy=_AGAIN)
        if self._kept:
            await self._kept.handle_app_uninstalled_events(context)

    async def _lose_tokens(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        whose = {"oauth": "user", "bot": "bot"}
        kinds = [whose[kind] for kind, users in event["tokens"].items() if users and kind in whose]
        log.error("tokens were revoked", workspace=context.team_id, of=kinds, remedy=_AGAIN)
        if self._kept:
            await self._kept.handle_tokens_revoked_events(event, context)

    async def _hear_of_limit(
        self, body: dict[str, Any], ack: AsyncAck, next_: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """Slack brings 30,000 events an hour, and says for each minute in which there were more."""
        if body.get("type") != "app_rate_limited":
            return await next_()
        since = datetime.fromtimestamp(body["minute_rate_limited"], UTC)
        log.warning("Slack withholds events", workspace=body["team_id"], since=since.isoformat())
        # When that minute is over, as what is written until then is withheld, too.
        asyncio.get_running_loop().call_later(self._pause, self._miss, since)
        return await ack()
