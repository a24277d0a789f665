"""Confirmation of an alert channel: the buttons in the direct message that asks an administrator for one."""

from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.interactions.requests import ConfirmAlertChannel
from bot.platforms.slack.interactions.handler import InteractionHandler
from bot.platforms.slack.outbound.blocks import ALERTS_HERE


class ChannelConfirmation:
    """Handler of its buttons; `on_change` is called with a workspace whose alert channel may be another."""

    def __init__(self, handler: InteractionHandler, *, on_change: Callable[[str], None]) -> None:
        self._handler = handler
        self._on_change = on_change

    def register(self, app: AsyncApp) -> None:
        """Register the listener of the buttons on an app."""
        app.action(ALERTS_HERE)(self._on_press)

    async def _on_press(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await ack()
        found = ALERTS_HERE.fullmatch(body["actions"][0]["action_id"])
        assert found is not None  # as only our buttons come here
        await self._handler.answer(context, ConfirmAlertChannel(found[1]))
        self._on_change(self._handler.find_workspace(context).id)
