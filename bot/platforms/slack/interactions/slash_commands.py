"""`/toxicity` and the menus of a message. What they do is the desk's to say."""

from collections.abc import Awaitable, Callable, Sequence
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
"""What the manifest calls the menus that `bot.interactions.command_specs` names for people."""


Read: TypeAlias = Callable[[Workspace, str, dict[str, Any]], Awaitable[Sequence[Message]]]
"""Makes messages of ours, one at least, of one of Slack's in a channel."""


class ToxicityCommands:
    """Listens to what is typed and chosen; each is acknowledged at once, as Slack waits three seconds."""

    def __init__(self, asking: InteractionHandler, read: Read) -> None:
        self._asking = asking
        self._read = read

    def register(self, app: AsyncApp) -> None:
        """Put what listens on the app."""
        app.command(COMMAND)(self._type)
        app.message_shortcut(CHECK)(self._check)
        app.message_shortcut(REPORT)(self._report)

    async def _type(
        self, ack: AsyncAck, command: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await ack()
        await self._asking.answer(context, parse_line(command.get("text", "")))

    async def _check(
        self, ack: AsyncAck, shortcut: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await self._choose(ack, shortcut, context, lambda message: Check(message.text))

    async def _report(
        self, ack: AsyncAck, shortcut: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await self._choose(ack, shortcut, context, ReportMessage)

    async def _choose(
        self,
        ack: AsyncAck,
        shortcut: dict[str, Any],
        context: AsyncBoltContext,
        make: Callable[[Message], Command],
    ) -> None:
        await ack()
        workspace = self._asking.find_workspace(context)
        channel = context.channel_id or ""
        (message, *_) = await self._read(workspace, channel, shortcut["message"])
        await self._asking.answer(context, make(message))
