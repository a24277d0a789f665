"""Alerts that stand in a channel, drawn anew once somebody decided."""

import asyncio
from collections.abc import Iterator, Sequence

import discord
import structlog

from bot.actions import Action
from bot.alerts import Alert
from bot.buttons import Button, read_id
from bot.platforms.discord.cards import draw_alert, draw_rows, is_about
from bot.platforms.discord.refusals import attempt

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Redrawing:
    """Draws one at a time, as others may stand in the same message."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def redraw(self, message: discord.Message, alert: Alert) -> None:
        """Show a case as it is now where it was pressed, unless one person alone sees that."""
        number = alert.case.number
        if message.flags.ephemeral or not any(is_about(card, number) for card in message.embeds):
            return
        async with self._turn:
            drawing = _redraw(message, alert)
            outcome = await attempt(drawing, Action.FLAG, permission="send_messages")
        if not outcome.is_in_force:
            log.warning("alert not redrawn", case=number, reason=outcome.reason)


async def _redraw(message: discord.Message, alert: Alert) -> None:
    """Leave the others beside it as they are, also where they were drawn anew since the press."""
    if len(message.embeds) > 1:
        message = await message.fetch()
    number = alert.case.number
    cards = [draw_alert(alert) if is_about(card, number) else card for card in message.embeds]
    rows: dict[int, Sequence[Button]] = {}
    for button, case in _read_buttons(message):
        rows[case] = (*rows.get(case, ()), button)
    rows[number] = alert.buttons
    buttons = [(button, case) for case, row in rows.items() for button in row]
    await message.edit(embeds=cards, view=draw_rows(buttons))


def _read_buttons(message: discord.Message) -> Iterator[tuple[Button, int]]:
    for row in message.components:
        for item in row.children if isinstance(row, discord.ActionRow) else ():
            if named := read_id(item.custom_id or ""):
                yield named
