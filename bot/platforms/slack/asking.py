"""From what people press and type to requests, and from replies to what they see."""

import asyncio

from slack_bolt.async_app import AsyncApp

from bot.platform import OnRequest
from bot.platforms.slack.workspaces import Workspaces


class Asking:
    """Carries requests to whoever listens; those that come earlier wait."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._listener: asyncio.Future[OnRequest] = asyncio.get_running_loop().create_future()

    def register(self, app: AsyncApp) -> None:
        """Put what listens to buttons, commands and shortcuts on the app."""

    def listen(self, on_request: OnRequest) -> None:
        """From now on, requests are answered."""
        self._listener.set_result(on_request)
