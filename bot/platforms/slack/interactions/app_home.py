"""The App Home: what stands there is the desk's to say."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.interactions.requests import ShowHome
from bot.platforms.slack.interactions.handler import InteractionHandler
from bot.platforms.slack.interactions.views import make_home


class AppHome:
    """Draws the page for whoever opens it."""

    def __init__(self, asking: InteractionHandler) -> None:
        self._asking = asking

    def register(self, app: AsyncApp) -> None:
        """Put what listens to its opening on the app."""
        app.event("app_home_opened")(self._open)

    async def publish(self, context: AsyncBoltContext) -> None:
        """Draw it as it is now."""
        response = await self._asking.request(context, ShowHome())
        workspace = self._asking.find_workspace(context)
        await workspace.web.views_publish(user_id=context.user_id or "", view=make_home(response))

    async def _open(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        if event["tab"] == "home":
            await self.publish(context)
