"""Updates alerts in place after a decision: remembers which messages show which case."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence

import discord
import structlog
from cachetools import LRUCache

from bot.alerts.alert import Alert
from bot.domain.actions import Action
from bot.domain.buttons import Button, parse_custom_id
from bot.platforms.discord.outbound.buttons import build_button_rows
from bot.platforms.discord.outbound.embeds import build_alert_embed, is_about
from bot.platforms.discord.outbound.errors import attempt

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_CASES = 10_000
"""Cases whose alerts are remembered, so that they are updated wherever a moderator decides."""

_MAX_CARDS = 4
"""Latest messages of a case that are remembered: its alert, and its appeal's."""


class AlertUpdater:
    """Updater of sent alerts, one at a time, as a message may hold several."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._messages: LRUCache[int, tuple[discord.PartialMessage, ...]] = LRUCache(_MAX_CASES)
        """The messages that hold the latest alerts of a case, oldest first."""

    def remember(self, cases: Iterable[int], message: discord.PartialMessage) -> None:
        """Remember the message that holds the alerts of these cases."""
        for case in cases:
            self._messages[case] = (*self._messages.get(case, ()), message)[-_MAX_CARDS:]

    async def update(self, alert: Alert, pressed: discord.Message | None) -> None:
        """Update the alert of a case in all messages that hold it, in the pressed one first if it does."""
        case = alert.case.number
        is_alert = pressed and not pressed.flags.ephemeral and _has_case(pressed, case)
        messages: dict[int, discord.Message | discord.PartialMessage] = {}
        if pressed and is_alert:
            messages[pressed.id] = pressed
        for message in self._messages.get(case, ()):
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
    embeds = [
        build_alert_embed(alert) if is_about(embed, case) else embed for embed in message.embeds
    ]
    rows: dict[int, Sequence[Button]] = {}
    for button, other in _parse_buttons(message):
        rows[other] = (*rows.get(other, ()), button)
    rows[case] = alert.buttons
    buttons = [(button, number) for number, row in rows.items() for button in row]
    await message.edit(embeds=embeds, view=build_button_rows(buttons))


def _has_case(message: discord.Message, case: int) -> bool:
    return any(is_about(embed, case) for embed in message.embeds)


def _parse_buttons(message: discord.Message) -> Iterator[tuple[Button, int]]:
    for row in message.components:
        for item in row.children if isinstance(row, discord.ActionRow) else ():
            if parsed := parse_custom_id(item.custom_id or ""):
                yield parsed
