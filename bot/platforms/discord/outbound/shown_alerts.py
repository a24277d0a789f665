"""Search for alerts that an earlier try may have shown: after a crash, or a request without an answer."""

import re
from collections.abc import Mapping, Sequence
from functools import partial

import discord
import structlog

from bot.alerts.alert import Alert
from bot.platforms.discord.outbound.alert_channel import PostableChannel
from bot.platforms.discord.outbound.embeds import is_about
from bot.platforms.discord.outbound.own_messages import find_own

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_LATEST = 100
"""Latest messages among which that of a raid is looked for, which is edited for as long as it lasts."""

_LINE = re.compile(r"^\*\*(\d+)\*\* ", re.MULTILINE)
"""The number at the beginning of each line where alerts are shown in a list."""


async def find_shown_alerts(
    channel: PostableChannel, me: discord.ClientUser | None, alerts: Sequence[Alert]
) -> Mapping[int, int | None]:
    """Return the messages that show these alerts already: ids by case.

    Where the bot may not read the channel, an alert that may be there is taken to be there, without an id.
    """
    doubtful = [alert for alert in alerts if alert.sent_since]
    if not doubtful:
        return {}
    if not channel.permissions_for(channel.guild.me).read_message_history:
        cases = [alert.case.number for alert in doubtful]
        log.warning("alerts may have been shown, and are not shown again", cases=cases)
        return dict.fromkeys(cases)
    shown: dict[int, int | None] = {}
    for alert in doubtful:
        found = await find_own(channel, me, alert.sent_since, partial(_shows, alert))
        found = found or await _find_gathered(channel, alert)
        if found:
            shown[alert.case.number] = found.id
    return shown


async def _find_gathered(channel: PostableChannel, alert: Alert) -> discord.Message | None:
    """Return the message of a raid to which an earlier try has added an alert."""
    since = alert.sent_since
    async for message in channel.history(limit=_LATEST):
        if since and message.edited_at and message.edited_at >= since and _lists(message, alert):
            return message
    return None


def _shows(alert: Alert, message: discord.Message) -> bool:
    """Return whether a message shows an alert as it is now: with its appeal, if there is one."""
    has_appeal = alert.appeal is not None
    is_alone = any(
        is_about(embed, alert.case.number) and _has_appeal(embed) == has_appeal
        for embed in message.embeds
    )
    return is_alone or (not has_appeal and _lists(message, alert))


def _lists(message: discord.Message, alert: Alert) -> bool:
    """Return whether a message shows an alert as a line among others."""
    lines = (line for embed in message.embeds for line in _LINE.findall(embed.description or ""))
    return str(alert.case.number) in lines


def _has_appeal(embed: discord.Embed) -> bool:
    return any(field.name == "Appeal" for field in embed.fields)
