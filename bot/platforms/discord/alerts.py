"""Showing cases to the moderators: where, and how many at a time.

An owner names the channel in the policy (`alerts`); else it is found: one called "parley", the server's
own channel for safety alerts, one whose name speaks of moderators and that not everyone can see, or
the server's channel for community updates, which Discord makes for moderators.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Collection, Iterator

import discord
import structlog

from bot.actions import Action, Result
from bot.alerts import Alert
from bot.platforms.discord.cards import draw_alert, draw_many, draw_rows
from bot.platforms.discord.refusals import attempt

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_OURS = re.compile(r"\bparley\b", re.IGNORECASE)
_MODERATORS = re.compile(
    r"\b(mod|mods|moderators?|moderation|modlogs?|automod|staff)\b", re.IGNORECASE
)

_CARDS = 5
"""Alerts that one message shows as cards with their buttons: it has room for five rows of buttons."""

_LINES = 20
"""Alerts that one message shows where more are waiting, a line each."""

_MOST_CHARACTERS = 6_000
"""Of all cards in a message, by Discord's rule."""

_REMEDY = (
    'make a private channel called "parley" that Parley may write in, or name one in the policy: '
    'alerts = ["id of the channel"]'
)


def find_channel(guild: discord.Guild, chosen: Collection[str]) -> discord.TextChannel | None:
    """The moderators' channel of a server: the first candidate that the bot may write in."""
    return next((c for c in _list_candidates(guild, chosen) if _may_write(c)), None)


class Alerts:
    """Sends through a client that is logged in; `chosen` are the ids of channels from the policy."""

    def __init__(self, client: discord.Client, chosen: Collection[str]) -> None:
        self._client = client
        self._chosen = chosen
        self._channels: dict[int, discord.TextChannel] = {}
        self._waiting: dict[int, list[Alert]] = defaultdict(list)
        self._sending: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def show(self, alert: Alert) -> None:
        """Show it in the moderators' channel; together with others, if they come faster than they go."""
        guild = int(alert.case.message.community)
        waiting = self._waiting[guild]
        waiting.append(alert)
        try:
            async with self._sending[guild]:
                # Whoever gets the lock sends for all that wait; the others then find it done.
                if alert in waiting:
                    most = _CARDS if len(waiting) <= _CARDS else _LINES
                    batch = waiting[:most] if alert in waiting[:most] else [alert]
                    await self._send(guild, batch)
                    waiting[:] = [other for other in waiting if other not in batch]
        finally:
            if alert in waiting:
                waiting.remove(alert)

    def look_for_channels(self) -> None:
        """Say in the log where there is no channel for alerts, before one is needed."""
        for guild in self._client.guilds:
            if self._find(guild.id) is None and not guild.unavailable:
                log.warning("no channel for alerts", server=guild.name, remedy=_REMEDY)

    def forget_channels(self) -> None:
        """Channels or permissions have changed: look for the moderators' channels anew."""
        self._channels.clear()

    async def _send(self, server: int, alerts: list[Alert]) -> None:
        channel = self._find(server)
        if channel is None:
            numbers = [alert.case.number for alert in alerts]
            log.warning("no channel for alerts", server=server, cases=numbers, remedy=_REMEDY)
            return
        embeds = [draw_alert(alert) for alert in alerts[:_CARDS]]
        buttons = [(button, alert.case.number) for alert in alerts for button in alert.buttons]
        if len(alerts) > len(embeds) or sum(map(len, embeds)) > _MOST_CHARACTERS:
            embeds, buttons = [draw_many(alerts)], []
        view = draw_rows(buttons)
        sending = channel.send(
            embeds=embeds, view=view, allowed_mentions=discord.AllowedMentions.none()
        )
        outcome = await attempt(sending, Action.FLAG, permission="send_messages")
        if outcome.result is Result.LIMITED:
            await asyncio.sleep(outcome.retry_after)
            await self._send(server, alerts)
        elif outcome.result is not Result.DONE:
            self._channels.pop(server, None)
            numbers = [alert.case.number for alert in alerts]
            log.warning("alerts not shown", server=server, cases=numbers, remedy=outcome.remedy)

    def _find(self, server: int) -> discord.TextChannel | None:
        guild = self._client.get_guild(server)
        if server not in self._channels and guild:
            found = find_channel(guild, self._chosen)
            if found:
                self._channels[server] = found
        return self._channels.get(server)


def _list_candidates(
    guild: discord.Guild, chosen: Collection[str]
) -> Iterator[discord.TextChannel]:
    channels = sorted(guild.text_channels, key=lambda channel: channel.position)
    hidden = [channel for channel in channels if not _is_public(channel)]
    yield from (channel for channel in channels if str(channel.id) in chosen)
    yield from (channel for channel in channels if _OURS.search(_read_name(channel)))
    if guild.safety_alerts_channel:
        yield guild.safety_alerts_channel
    yield from (channel for channel in hidden if _MODERATORS.search(_read_name(channel)))
    if guild.public_updates_channel:
        yield guild.public_updates_channel


def _read_name(channel: discord.TextChannel) -> str:
    """With words apart: "mod-log" -> "mod log"."""
    return re.sub(r"[\W_]+", " ", channel.name)


def _is_public(channel: discord.TextChannel) -> bool:
    return channel.permissions_for(channel.guild.default_role).view_channel


def _may_write(channel: discord.TextChannel) -> bool:
    rights = channel.permissions_for(channel.guild.me)
    return rights.view_channel and rights.send_messages and rights.embed_links
