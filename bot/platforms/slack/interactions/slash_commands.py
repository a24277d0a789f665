"""`/toxicity` and the message shortcuts on Slack, which become commands for the dispatcher."""

from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.interactions.command_parser import parse_line
from bot.interactions.requests import Check
from bot.platforms.slack.interactions.handler import InteractionHandler
from bot.platforms.slack.interactions.report_form import Convert

COMMAND: Final = "/toxicity"
CHECK: Final = "check_toxicity"
"""The callback id in the manifest of the menu that `bot.interactions.command_specs` names for people."""


class ToxicityCommands:
    """The listeners of commands and shortcuts; each acknowledges at once, as Slack waits three seconds."""

    def __init__(self, handler: InteractionHandler, convert: Convert) -> None:
        self._handler = handler
        self._convert = convert

    def register(self, app: AsyncApp) -> None:
        """Register the listeners with the app."""
        app.command(COMMAND)(self._run_line)
        app.message_shortcut(CHECK)(self._check)

    async def _run_line(
        self, ack: AsyncAck, command: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await ack()
        await self._handler.answer(context, parse_line(command.get("text", "")))

    async def _check(
        self, ack: AsyncAck, shortcut: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await ack()
        workspace = self._handler.find_workspace(context)
        channel = context.channel_id or ""
        message = await self._convert(workspace, channel, shortcut["message"])
        await self._handler.answer(context, Check(message.text, message.more_texts))
