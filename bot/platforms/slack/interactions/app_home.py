"""The App Home, filled with the answer to `ShowHome`."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.interactions.requests import ShowHome
from bot.platforms.slack.interactions.handler import InteractionHandler
from bot.platforms.slack.interactions.views import build_home_view


class AppHome:
    """The page of the App Home, drawn for whoever opens it."""

    def __init__(self, handler: InteractionHandler) -> None:
        self._handler = handler

    def register(self, app: AsyncApp) -> None:
        """Register the listener of its opening on an app."""
        app.event("app_home_opened")(self._open)

    async def publish(self, context: AsyncBoltContext) -> None:
        """Publish the page as it is now to the person behind an interaction."""
        answer = await self._handler.request_answer(context, ShowHome())
        workspace = self._handler.find_workspace(context)
        view = build_home_view(answer)
        await workspace.web.views_publish(user_id=context.user_id or "", view=view)

    async def _open(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        if event["tab"] == "home":
            await self.publish(context)
