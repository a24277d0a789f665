"""Showing cases to the moderators of a server."""

from collections.abc import Collection, Sequence

import discord
import structlog

from bot.alerts.alert import Alert
from bot.alerts.batcher import CARDS_PER_MESSAGE, AlertBatcher
from bot.domain.actions import Action, OutcomeResult, retry_while_limited
from bot.platforms.discord.outbound.alert_channel import REMEDY, find_channel
from bot.platforms.discord.outbound.alert_updates import AlertUpdater
from bot.platforms.discord.outbound.embeds import (
    MOST_CHARACTERS,
    build_alert_embed,
    build_button_rows,
    build_many_embed,
)
from bot.platforms.discord.outbound.errors import attempt

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class AlertSender:
    """Sends through a client that is logged in; `chosen` are the ids of channels from the policy."""

    def __init__(
        self, client: discord.Client, chosen: Collection[str], redrawing: AlertUpdater
    ) -> None:
        self._client = client
        self._chosen = chosen
        self._redrawing = redrawing
        self._channels: dict[int, discord.TextChannel] = {}
        self._gathering = AlertBatcher(self._send)

    async def show(self, alert: Alert) -> None:
        """Show it in the moderators' channel; together with others, if they come faster than they go."""
        await self._gathering.show(alert)

    def look_for_channels(self) -> None:
        """Say in the log where there is no channel for alerts, before one is needed."""
        for guild in self._client.guilds:
            if self._find(guild.id) is None and not guild.unavailable:
                log.warning("no channel for alerts", server=guild.name, remedy=REMEDY)

    def forget_channels(self) -> None:
        """Channels or permissions have changed: look for the moderators' channels anew."""
        self._channels.clear()

    async def _send(self, community: str, alerts: Sequence[Alert]) -> None:
        server, numbers = int(community), [alert.case.number for alert in alerts]
        channel = self._find(server)
        if channel is None:
            log.warning("no channel for alerts", server=server, cases=numbers, remedy=REMEDY)
            return
        embeds = [build_alert_embed(alert) for alert in alerts[:CARDS_PER_MESSAGE]]
        buttons = [(button, alert.case.number) for alert in alerts for button in alert.buttons]
        if len(alerts) > len(embeds) or sum(map(len, embeds)) > MOST_CHARACTERS:
            embeds, buttons = [build_many_embed(alerts)], []
        none = discord.AllowedMentions.none()

        async def post() -> None:
            rows = build_button_rows(buttons)
            posted = await channel.send(embeds=embeds, view=rows, allowed_mentions=none)
            self._redrawing.remember(numbers, channel.get_partial_message(posted.id))

        outcome = await retry_while_limited(
            lambda: attempt(post(), Action.FLAG, permission="send_messages")
        )
        if outcome.result is not OutcomeResult.DONE:
            self._channels.pop(server, None)
            log.warning("alerts not shown", server=server, cases=numbers, remedy=outcome.remedy)

    def _find(self, server: int) -> discord.TextChannel | None:
        guild = self._client.get_guild(server)
        if server not in self._channels and guild:
            found = find_channel(guild, self._chosen)
            if found:
                self._channels[server] = found
        return self._channels.get(server)
