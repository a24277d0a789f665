"""Updates alerts in place, in all messages in which moderators are shown a case."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import discord
import structlog

from bot.alerts.alert import Alert
from bot.domain.actions import Action
from bot.domain.buttons import AlertLine, Button, parse_alert_line, parse_custom_id
from bot.domain.case import Card
from bot.platforms.discord.outbound.buttons import build_alert_rows
from bot.platforms.discord.outbound.embeds import MOST_CHARACTERS, build_alert_embed, is_about
from bot.platforms.discord.outbound.errors import attempt
from bot.runtime.alert_cards import AlertCards

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

FindMessage: TypeAlias = Callable[[Card], discord.PartialMessage]
"""Returns the message of a card, without asking Discord for it."""


class AlertUpdater:
    """Updater of sent alerts, one at a time, as a message may hold several."""

    def __init__(self, cards: AlertCards, find_message: FindMessage) -> None:
        self._lock = asyncio.Lock()
        self._cards = cards
        self._find_message = find_message

    def remember(self, cases: Sequence[int], message: discord.PartialMessage) -> None:
        """Note the message that holds the alerts of these cases; none where its id is not known, 0."""
        if message.id:
            self._cards.note(cases, Card(str(message.channel.id), str(message.id)))

    async def update(self, alert: Alert, pressed: discord.Message | None = None) -> None:
        """Update the alert of a case in all messages that hold it, in the pressed one first if it does."""
        case = alert.case.number
        is_alert = pressed and not pressed.flags.ephemeral and _has_case(pressed, case)
        messages: dict[int, discord.Message | discord.PartialMessage] = {}
        if pressed and is_alert:
            messages[pressed.id] = pressed
        for message in map(self._find_message, await self._cards.find(case)):
            messages.setdefault(message.id, message)
        for message in messages.values():
            async with self._lock:
                editing = _edit(message, alert)
                outcome = await attempt(editing, Action.FLAG, permission="send_messages")
            if not outcome.is_in_force:
                log.warning("alert not redrawn", case=case, reason=outcome.reason)


async def _edit(message: discord.Message | discord.PartialMessage, alert: Alert) -> None:
    """Replace one alert in a message; the others beside it stay as they are on Discord now."""
    if not isinstance(message, discord.Message) or len(message.embeds) > 1:
        message = await message.fetch()
    case = alert.case.number
    if not _has_case(message, case):  # it is but a line in a list
        return
    room = MOST_CHARACTERS - sum(len(e) for e in message.embeds if not is_about(e, case))
    embeds = [
        build_alert_embed(alert, most=room) if is_about(embed, case) else embed
        for embed in message.embeds
    ]
    rows: dict[int, Sequence[Button | AlertLine]] = {}
    for button, other in _parse_buttons(message):
        rows[other] = (*rows.get(other, ()), button)
    rows[case] = (*alert.buttons, *alert.lines)
    await message.edit(embeds=embeds, view=build_alert_rows(rows))


def _has_case(message: discord.Message, case: int) -> bool:
    return any(is_about(embed, case) for embed in message.embeds)


def _parse_buttons(message: discord.Message) -> Iterator[tuple[Button | AlertLine, int]]:
    """Parse the buttons of a message with their cases."""
    for row in message.components:
        for item in row.children if isinstance(row, discord.ActionRow) else ():
            custom_id = item.custom_id or ""
            if parsed := parse_custom_id(custom_id) or parse_alert_line(custom_id):
                yield parsed
