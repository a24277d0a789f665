"""Showing cases to the moderators: where, and how many at a time.

An owner names the channel in the policy (`alerts`); else it is found: one called "parley", the server's
own channel for safety alerts, one whose name speaks of moderators and that not everyone can see, or
the server's channel for community updates, which Discord makes for moderators.
"""

import asyncio
from collections.abc import Collection, Iterator, Sequence

import discord
import structlog

from bot.actions import Action, Result
from bot.alerts import Alert
from bot.gathering import CARDS, Gathering
from bot.platforms.discord.cards import draw_alert, draw_many, draw_rows
from bot.platforms.discord.refusals import attempt
from bot.rooms import is_for_moderators, is_ours

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

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
        self._gathering = Gathering(self._send)

    async def show(self, alert: Alert) -> None:
        """Show it in the moderators' channel; together with others, if they come faster than they go."""
        await self._gathering.show(alert)

    def look_for_channels(self) -> None:
        """Say in the log where there is no channel for alerts, before one is needed."""
        for guild in self._client.guilds:
            if self._find(guild.id) is None and not guild.unavailable:
                log.warning("no channel for alerts", server=guild.name, remedy=_REMEDY)

    def forget_channels(self) -> None:
        """Channels or permissions have changed: look for the moderators' channels anew."""
        self._channels.clear()

    async def _send(self, community: str, alerts: Sequence[Alert]) -> None:
        server = int(community)
        channel = self._find(server)
        if channel is None:
            numbers = [alert.case.number for alert in alerts]
            log.warning("no channel for alerts", server=server, cases=numbers, remedy=_REMEDY)
            return
        embeds = [draw_alert(alert) for alert in alerts[:CARDS]]
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
            await self._send(community, alerts)
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
    yield from (channel for channel in channels if is_ours(channel.name))
    if guild.safety_alerts_channel:
        yield guild.safety_alerts_channel
    yield from (channel for channel in hidden if is_for_moderators(channel.name))
    if guild.public_updates_channel:
        yield guild.public_updates_channel


def _is_public(channel: discord.TextChannel) -> bool:
    return channel.permissions_for(channel.guild.default_role).view_channel


def _may_write(channel: discord.TextChannel) -> bool:
    rights = channel.permissions_for(channel.guild.me)
    return rights.view_channel and rights.send_messages and rights.embed_links
