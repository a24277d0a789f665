"""Alerts that stand in a channel, drawn anew once somebody decided."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

import discord
import structlog

from bot.alerts.alert import Alert
from bot.domain.actions import Action
from bot.domain.buttons import Button, parse_custom_id
from bot.platforms.discord.outbound.embeds import build_alert_embed, build_button_rows, is_about
from bot.platforms.discord.outbound.errors import attempt

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


_REMEMBERED = 10_000
"""Cases whose place is known, so that they are drawn anew wherever a moderator decides."""


class AlertUpdater:
    """Draws one at a time, as others may stand in the same message."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._posted: OrderedDict[int, discord.PartialMessage] = OrderedDict()

    def remember(self, cases: Iterable[int], message: discord.PartialMessage) -> None:
        """Remember where cases stand."""
        for case in cases:
            self._posted[case] = message
            if len(self._posted) > _REMEMBERED:
                self._posted.popitem(last=False)

    async def update(self, alert: Alert, pressed: discord.Message | None) -> None:
        """Show a case as it is now: in the alert that was pressed, else in the latest there is of it."""
        number = alert.case.number
        is_alert = pressed and not pressed.flags.ephemeral and _shows(pressed, number)
        message = pressed if is_alert else self._posted.get(number)
        if message is None:
            return
        async with self._turn:
            drawing = _redraw(message, alert)
            outcome = await attempt(drawing, Action.FLAG, permission="send_messages")
        if not outcome.is_in_force:
            log.warning("alert not redrawn", case=number, reason=outcome.reason)


async def _redraw(message: discord.PartialMessage, alert: Alert) -> None:
    """Leave the others beside it as they are, also where they were drawn anew since the press."""
    if not isinstance(message, discord.Message) or len(message.embeds) > 1:
        message = await message.fetch()
    number = alert.case.number
    if not _shows(message, number):  # but in a line among many
        return
    cards = [
        build_alert_embed(alert) if is_about(card, number) else card for card in message.embeds
    ]
    rows: dict[int, Sequence[Button]] = {}
    for button, case in _read_buttons(message):
        rows[case] = (*rows.get(case, ()), button)
    rows[number] = alert.buttons
    buttons = [(button, case) for case, row in rows.items() for button in row]
    await message.edit(embeds=cards, view=build_button_rows(buttons))


def _shows(message: discord.Message, case: int) -> bool:
    return any(is_about(card, case) for card in message.embeds)


def _read_buttons(message: discord.Message) -> Iterator[tuple[Button, int]]:
    for row in message.components:
        for item in row.children if isinstance(row, discord.ActionRow) else ():
            if named := parse_custom_id(item.custom_id or ""):
                yield named
