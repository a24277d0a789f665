"""The form of a member report on Slack, which asks for a reason, and sends the report."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

import structlog
from cachetools import TTLCache
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.message import Message
from bot.interactions.replies import Answer, Refusal
from bot.interactions.requests import ReportMessage
from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.interactions.handler import InteractionHandler
from bot.platforms.slack.interactions.views import (
    build_answer_modal,
    build_report_form,
    build_wait_modal,
    parse_why,
)

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

REPORT: Final = "report_to_moderators"
"""The callback id of the menu in the manifest, and of its form."""

_LIFETIME = 3600.0
"""Seconds for which a message is kept while its reporter fills in the form."""

_MAX_CHARACTERS = 8 << 20
"""Characters of the messages that are kept, as JSON."""

_FORGOTTEN = Refusal("I do not have that message any more", "choose Report to moderators again")

Convert: TypeAlias = Callable[[Workspace, str, dict[str, Any]], Awaitable[Message]]
"""A converter of a Slack message in a channel into one of ours."""


class ReportForms:
    """The open forms. Slack shows an app the message once, with the menu: nowhere else in a direct message."""

    def __init__(self, handler: InteractionHandler, convert: Convert) -> None:
        self._handler = handler
        self._convert = convert
        self._messages: TTLCache[tuple[str, str], dict[str, Any]] = TTLCache(
            _MAX_CHARACTERS, _LIFETIME, getsizeof=lambda raw: len(str(raw))
        )

    def register(self, app: AsyncApp) -> None:
        """Register the listeners of the menu and of the form with the app."""
        app.message_shortcut(REPORT)(self._open)
        app.view(REPORT)(self._on_submit)

    async def _open(
        self, ack: AsyncAck, shortcut: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Open the form; where Slack opens none, report the message without a reason."""
        await ack()
        raw, channel = shortcut["message"], context.channel_id or ""
        place = f"{channel} {raw['ts']}"
        workspace = self._handler.find_workspace(context)
        self._messages[workspace.id, place] = raw
        try:
            catalog = await self._handler.find_catalog(context)
            view = build_report_form(REPORT, place, catalog=catalog)
            await workspace.web.views_open(trigger_id=shortcut["trigger_id"], view=view)
        except CALL_ERRORS as error:
            log.warning("form not opened", error=error_name(error))
            await self._handler.show(context, await self._report(context, place, ""))

    async def _on_submit(
        self, ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Send the report, and show the answer in place of the form."""
        await ack(response_action="update", view=build_wait_modal())
        answer = await self._report(context, view.get("private_metadata", ""), parse_why(view))
        await self._handler.update_view(context, view["id"], build_answer_modal(answer))

    async def _report(self, context: AsyncBoltContext, place: str, why: str) -> Answer:
        workspace = self._handler.find_workspace(context)
        raw = self._messages.get((workspace.id, place))
        if raw is None:
            return _FORGOTTEN
        message = await self._convert(workspace, place.partition(" ")[0], raw)
        return await self._handler.request_answer(context, ReportMessage(message, why))
