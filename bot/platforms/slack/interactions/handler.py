"""The interaction handler of Slack: interactions to requests, and responses to what people see."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.models.views import View

from bot.domain.authority import Authority
from bot.domain.message import Author, scope_chain
from bot.domain.phrases import Catalog
from bot.interactions.answer_language import has_phrases, say_answer
from bot.interactions.replies import (
    Answer,
    FileReply,
    Refusal,
    Response,
    expect_answer,
    updated_alert,
)
from bot.interactions.requests import Command, Request
from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.connection.locales import Locales
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.converter import NAME, is_direct_channel
from bot.platforms.slack.outbound.alert_sender import AlertSender
from bot.platforms.slack.outbound.alert_updates import MessageRef, MessageSnapshot
from bot.platforms.slack.outbound.file_upload import send_files
from bot.platforms.slack.outbound.reply_blocks import answer_title, build_answer_blocks
from bot.runtime.platform_port import OnRequest

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

NO_WINDOW = Refusal(
    "Slack did not open the window for this", "type /toxicity case and its number instead"
)
"""The answer where Slack opens or changes no window."""

FindAuthor: TypeAlias = Callable[[Workspace, str], Awaitable[Author]]
"""Finds a person of a workspace by id: their name, and whether they moderate."""


class InteractionHandler:
    """The link from interactions to a listener; those that come before it wait, as Slack lets them."""

    def __init__(
        self,
        workspaces: Workspaces,
        alerts: AlertSender,
        find_author: FindAuthor,
        locales: Locales | None = None,
    ) -> None:
        self._workspaces = workspaces
        self._locales = locales or Locales()
        self._alerts = alerts
        self._find_author = find_author
        self._listener: asyncio.Future[OnRequest] = asyncio.get_running_loop().create_future()

    def listen(self, on_request: OnRequest) -> None:
        """Set the listener that answers requests from now on."""
        self._listener.set_result(on_request)

    def find_workspace(self, context: AsyncBoltContext) -> Workspace:
        """Return the workspace of an interaction."""
        return self._workspaces.resolve(context.team_id or "")

    async def find_catalog(self, context: AsyncBoltContext) -> Catalog:
        """Return the catalogue of the language of the person behind an interaction."""
        return await self._locales.choose(self.find_workspace(context), context.user_id or "")

    async def request(self, context: AsyncBoltContext, command: Command) -> Response:
        """Request a command for the person behind an interaction."""
        workspace = self.find_workspace(context)
        by = await self._find_author(workspace, context.user_id or "")
        channel = context.channel_id or ""
        scopes = scope_chain(workspace.id, "" if is_direct_channel(channel) else channel)
        on_request = await self._listener
        # Slack tells an app who administers a workspace, and of no rights in single channels.
        authority = Authority.full() if by.is_moderator else Authority()
        return await on_request(Request(NAME, workspace.id, scopes, by, command, authority))

    async def request_answer(self, context: AsyncBoltContext, command: Command | Refusal) -> Answer:
        """Request an answer that can be shown, and send its files. A parser's `Refusal` is one."""
        if isinstance(command, Refusal):
            return command
        answer = expect_answer(await self.request(context, command))
        if isinstance(answer, FileReply):
            workspace = self.find_workspace(context)
            return await send_files(workspace, context.user_id or "", answer)
        if has_phrases(answer):
            return say_answer(answer, await self.find_catalog(context))
        return answer

    async def show(
        self, context: AsyncBoltContext, answer: Answer, *, is_instead: bool = False
    ) -> None:
        """Show an answer to its person alone; `is_instead` of the message they pressed under."""
        respond = context.respond
        assert respond is not None  # as only what has nowhere to answer comes without
        await respond(
            text=answer_title(answer),
            blocks=build_answer_blocks(answer),
            response_type="ephemeral",
            replace_original=is_instead,
        )

    async def answer(self, context: AsyncBoltContext, command: Command | Refusal) -> None:
        """Request an answer, show it, and update the alert of a case that has changed."""
        answer = await self.request_answer(context, command)
        await self.show(context, answer)
        await self.update_alert(answer)

    async def tell(self, context: AsyncBoltContext, refusal: Refusal) -> None:
        """Show a refusal to the presser alone: where they pressed, or by direct message from a view."""
        if context.response_url:
            await self.show(context, refusal)
            return
        workspace = self.find_workspace(context)
        await workspace.web.chat_postMessage(
            channel=context.user_id or "",
            text=answer_title(refusal),
            blocks=build_answer_blocks(refusal),
        )

    async def update_view(self, context: AsyncBoltContext, view_id: str, view: View) -> None:
        """Replace what a modal shows, unless it was closed; tell its person where Slack does not."""
        workspace = self.find_workspace(context)
        try:
            await workspace.web.views_update(view_id=view_id, view=view)
        except CALL_ERRORS as error:
            code = error_name(error)
            if code != "not_found":
                log.warning("window not updated", error=code)
                await self.tell(context, NO_WINDOW)

    async def update_alert(
        self,
        answer: Answer,
        ref: MessageRef | None = None,
        *,
        snapshot: MessageSnapshot | None = None,
    ) -> None:
        """Update the alert of a case that has changed, in the message `ref` that was pressed if given.

        `snapshot` is what that message showed then.
        """
        if alert := updated_alert(answer):
            await self._alerts.update(alert, ref, snapshot=snapshot)
