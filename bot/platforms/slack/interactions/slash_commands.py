"""`/toxicity` and the message shortcuts on Slack, which become commands for the dispatcher."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.message import Message
from bot.interactions.command_parser import parse_line
from bot.interactions.requests import Check, Command, ReportMessage
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.interactions.handler import InteractionHandler

COMMAND: Final = "/toxicity"
CHECK: Final = "check_toxicity"
REPORT: Final = "report_to_moderators"
"""The callback ids in the manifest of the menus that `bot.interactions.command_specs` names for people."""

Convert: TypeAlias = Callable[[Workspace, str, dict[str, Any]], Awaitable[Message]]
"""A converter of a Slack message in a channel into one of ours."""


class ToxicityCommands:
    """The listeners of commands and shortcuts; each acknowledges at once, as Slack waits three seconds."""

    def __init__(self, handler: InteractionHandler, convert: Convert) -> None:
        self._handler = handler
        self._convert = convert

    def register(self, app: AsyncApp) -> None:
        """Register the listeners with the app."""
        app.command(COMMAND)(self._run_line)
        app.message_shortcut(CHECK)(self._check)
        app.message_shortcut(REPORT)(self._report)

    async def _run_line(
        self, ack: AsyncAck, command: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await ack()
        await self._handler.answer(context, parse_line(command.get("text", "")))

    async def _check(
        self, ack: AsyncAck, shortcut: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await self._run_on_message(
            ack, shortcut, context, lambda message: Check(message.text, message.more_texts)
        )

    async def _report(
        self, ack: AsyncAck, shortcut: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await self._run_on_message(ack, shortcut, context, ReportMessage)

    async def _run_on_message(
        self,
        ack: AsyncAck,
        shortcut: dict[str, Any],
        context: AsyncBoltContext,
        make: Callable[[Message], Command],
    ) -> None:
        await ack()
        workspace = self._handler.find_workspace(context)
        channel = context.channel_id or ""
        message = await self._convert(workspace, channel, shortcut["message"])
        await self._handler.answer(context, make(message))
