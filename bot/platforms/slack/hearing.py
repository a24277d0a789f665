"""From what Slack tells to messages of ours, handed to whoever listens."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.message import Author
from bot.platform import OnMessage
from bot.platforms.slack.messages import make_messages
from bot.platforms.slack.workspaces import Workspaces
from bot.scoring import Overflow


class Hearing:
    """Takes events; once `listen` was called, whoever listens gets the messages in them."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._listener: asyncio.Future[OnMessage] = asyncio.get_running_loop().create_future()

    def register(self, app: AsyncApp) -> None:
        """Put what listens to messages on the app."""
        app.event("message")(self.hear)

    def listen(self, on_message: OnMessage) -> None:
        """From now on, hand messages over; those that came earlier have waited."""
        self._listener.set_result(on_message)

    async def hear(self, event: dict[str, Any], context: dict[str, Any]) -> None:
        """Something was written."""
        workspace = await self._workspaces.of(context["team_id"])
        if event.get("subtype") or event.get("bot_id"):
            return
        author = Author(id=event["user"], name=event["user"])
        for message in make_messages(
            event, [event["text"]], channel=event["channel"], author=author, workspace=workspace
        ):
            on_message = await self._listener
            while isinstance(answer := await on_message(message), Overflow):
                await answer.room()
