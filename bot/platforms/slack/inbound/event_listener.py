"""From what Slack tells to messages of ours, handed to whoever listens."""

import asyncio
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.message import Message
from bot.platforms.shared.scored_texts import group_texts
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.attachments import read_attachments
from bot.platforms.slack.inbound.converter import make_messages
from bot.platforms.slack.inbound.text_extractor import WRITTEN, extract_texts, is_same
from bot.platforms.slack.inbound.users import Users
from bot.runtime.async_scorer import Overflow
from bot.runtime.platform_port import OnMessage

_CHANGED = "message_changed"


class EventListener:
    """Takes events; once `listen` was called, whoever listens gets the messages in them.

    Slack brings an event up to four times, over any connection: every delivery is handed over, as it
    may be the only one, and whoever listens knows what came before. It brings at most 30,000 an hour,
    so what there is no room for waits here.
    """

    def __init__(
        self, session: aiohttp.ClientSession, workspaces: Workspaces, people: Users
    ) -> None:
        self._session = session
        self._workspaces = workspaces
        self._people = people
        self._listener: asyncio.Future[OnMessage] = asyncio.get_running_loop().create_future()

    def register(self, app: AsyncApp) -> None:
        """Put what listens to messages on the app."""
        app.event("message")(self.on_event)

    def listen(self, on_message: OnMessage) -> None:
        """From now on, hand messages over; those that came earlier have waited."""
        self._listener.set_result(on_message)

    async def on_event(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Something was written or changed, or Slack says something itself."""
        workspace = self._workspaces.of(context.team_id or "")
        if event.get("subtype") != _CHANGED:
            await self.on_message(workspace, event["channel"], event)
            return
        said, before = event["message"], event.get("previous_message")
        if before is None or not is_same(said, before):
            # What a bot changes carries no time of its own.
            edited = said.get("edited") or {"ts": event["ts"]}
            await self.on_message(workspace, event["channel"], {**said, "edited": edited})

    async def on_message(self, workspace: Workspace, channel: str, said: dict[str, Any]) -> None:
        """A message, as an event or a channel's history shows it."""
        if _is_of_interest(workspace, said):
            for message in await self.read(workspace, channel, said):
                await self._submit_when_room(message)

    async def read(self, workspace: Workspace, channel: str, said: dict[str, Any]) -> list[Message]:
        """Slack's message as messages of ours."""
        words = [*extract_texts(said), *await read_attachments(self._session, workspace, said)]
        return make_messages(
            said,
            group_texts(words),
            channel=channel,
            author=await self._people.find_author(workspace, said),
            workspace=workspace,
        )

    async def _submit_when_room(self, message: Message) -> None:
        on_message = await self._listener
        while isinstance(answer := await on_message(message), Overflow):
            await answer.room()


def _is_of_interest(workspace: Workspace, said: dict[str, Any]) -> bool:
    is_own = said.get("user") == workspace.bot_user or said.get("bot_id") == workspace.bot
    return not is_own and said.get("subtype", "") in WRITTEN
