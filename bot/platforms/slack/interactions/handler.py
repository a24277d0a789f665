"""From what people press and type to requests, and from replies to what they see."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.message import Author, scope_chain
from bot.interactions.replies import Refusal, Reply, Response
from bot.interactions.requests import Command, Request
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.converter import NAME, is_direct
from bot.platforms.slack.outbound.alert_sender import AlertSender
from bot.platforms.slack.outbound.alert_updates import MessageRef, MessageSnapshot
from bot.platforms.slack.outbound.file_upload import send_files
from bot.platforms.slack.outbound.reply_blocks import build_reply_blocks, reply_title
from bot.runtime.platform_port import OnRequest

FindAuthor: TypeAlias = Callable[[Workspace, str], Awaitable[Author]]
"""Who somebody is, by their id: their name, and whether they moderate."""


class InteractionHandler:
    """Carries requests to whoever listens; those that come earlier wait, as Slack lets them."""

    def __init__(
        self, workspaces: Workspaces, alerts: AlertSender, find_author: FindAuthor
    ) -> None:
        self._workspaces = workspaces
        self._alerts = alerts
        self._find_author = find_author
        self._listener: asyncio.Future[OnRequest] = asyncio.get_running_loop().create_future()

    def listen(self, on_request: OnRequest) -> None:
        """From now on, requests are answered."""
        self._listener.set_result(on_request)

    def find_workspace(self, context: AsyncBoltContext) -> Workspace:
        """The workspace that something came from."""
        return self._workspaces.of(context.team_id or "")

    async def request(self, context: AsyncBoltContext, ask: Command | Refusal) -> Response:
        """Ask for the person behind it. What is no ask is its own answer."""
        if isinstance(ask, Refusal):
            return ask
        workspace = self.find_workspace(context)
        by = await self._find_author(workspace, context.user_id or "")
        channel = context.channel_id or ""
        places = scope_chain(workspace.id, "" if is_direct(channel) else channel)
        on_request = await self._listener
        response = await on_request(Request(NAME, workspace.id, places, by, ask))
        if isinstance(response, Reply):
            return await send_files(workspace, by.id, response)
        return response

    async def show(
        self, context: AsyncBoltContext, response: Response, *, is_instead: bool = False
    ) -> None:
        """Show an answer to whoever asked alone; `is_instead` of what they pressed under."""
        respond = context.respond
        assert respond is not None  # as only what has nowhere to answer comes without
        await respond(
            text=reply_title(response),
            blocks=build_reply_blocks(response),
            response_type="ephemeral",
            replace_original=is_instead,
        )

    async def answer(self, context: AsyncBoltContext, ask: Command | Refusal) -> None:
        """Ask, show the answer, and show in the alert what came of it."""
        response = await self.request(context, ask)
        await self.show(context, response)
        await self.update_alert(response)

    async def update_alert(
        self,
        response: Response,
        place: MessageRef | None = None,
        *,
        pressed: MessageSnapshot | None = None,
    ) -> None:
        """Where a case has changed, show its alert as it is now, in the message that was pressed."""
        if response.alert:
            await self._alerts.update(response.alert, place, pressed=pressed)
