"""Sends alerts to the moderators of a guild."""

from collections.abc import Awaitable, Callable, Collection, Sequence

import discord
import structlog

from bot.alerts.alert import Alert, join_nonces
from bot.alerts.batcher import FULL_ALERTS_PER_MESSAGE, AlertBatcher
from bot.alerts.gathering import Gatherings
from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.buttons import AlertLine, Button
from bot.interactions.replies import Reply
from bot.platforms.discord.outbound.alert_channel import (
    REMEDY,
    ChannelChoice,
    PostableChannel,
    choose_alert_channel,
)
from bot.platforms.discord.outbound.alert_updates import AlertUpdater
from bot.platforms.discord.outbound.buttons import build_alert_rows
from bot.platforms.discord.outbound.digest_post import post_digest
from bot.platforms.discord.outbound.embeds import (
    MOST_CHARACTERS,
    build_alert_embed,
    build_alert_list_embed,
    build_answer_embed,
)
from bot.platforms.discord.outbound.errors import attempt
from bot.platforms.discord.outbound.gathered_alert import show_gathered
from bot.platforms.discord.outbound.pings import make_ping
from bot.platforms.discord.outbound.shown_alerts import find_shown_alerts
from bot.platforms.shared.changed_communities import ChangedCommunities
from bot.runtime.platform_port import AlertChannel, DigestMessage

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_UNAVAILABLE_RETRY = 60.0
"""Seconds until the next try at a guild that Discord has lost for the moment."""


class AlertSender:
    """Sender of alerts, through a client that is logged in; `configured`: ids of channels from the policy."""

    def __init__(
        self, client: discord.Client, configured: Collection[str], updater: AlertUpdater
    ) -> None:
        self._client = client
        self._take_configured(configured)
        self._updater = updater
        self._choices: dict[int, ChannelChoice] = {}
        self._changed = ChangedCommunities()
        self._batcher = AlertBatcher(self._send_batch)
        self._gatherings: Gatherings[discord.PartialMessage] = Gatherings()

    async def send(self, alert: Alert) -> Outcome:
        """Send an alert, in one message with others if they come faster than they can be sent."""
        return await self._batcher.send(alert)

    async def announce(self, community: str, change: Reply) -> Outcome:
        """Send a note of a change; unlike an alert, one that cannot be shown is not held."""
        embed, none = build_answer_embed(change), discord.AllowedMentions.none()
        return await self._send_unheld(
            community, lambda channel: channel.send(embed=embed, allowed_mentions=none)
        )

    async def post_digest(self, community: str, digest: DigestMessage) -> Outcome:
        """Post a digest, unless an earlier try has."""
        return await self._send_unheld(
            community, lambda channel: post_digest(channel, self._client.user, digest)
        )

    async def next_channel(self) -> AlertChannel:
        """Wait for a guild whose alert channel may have changed, and choose the channel again."""
        while True:
            community = await self._changed.next()
            guild = self._client.get_guild(int(community))
            if guild is None:
                return AlertChannel(community, Outcome.gone(Action.FLAG))
            if not guild.unavailable:
                choice = await self._choose(guild)
                if choice.warning:
                    log.warning("others may read alerts", server=guild.name, warning=choice.warning)
                return AlertChannel(community, choice.outcome)

    async def is_alert_channel(self, channel: object) -> bool:
        """Return whether moderators are shown alerts here, or in the channel of this thread."""
        if not isinstance(channel, (discord.abc.GuildChannel, discord.Thread)):
            return False
        choice = await self._choose(channel.guild)
        parent = channel.parent_id if isinstance(channel, discord.Thread) else channel.id
        places = (channel.id, parent)
        return not self._configured_ids.isdisjoint(places) or (
            choice.channel is not None and choice.channel.id in places
        )

    def configure(self, configured: Collection[str]) -> None:
        """Take other channels from the policy, and choose again in every guild."""
        self._take_configured(configured)
        self.note_all()

    def note_change(self, guild: int) -> None:
        """Choose the alert channel of a guild again, as its channels or permissions have changed."""
        # One that the policy names may be in any guild.
        self._choices.clear()
        self._changed.add(str(guild))

    def note_all(self) -> None:
        """Choose the alert channel of every guild."""
        for guild in self._client.guilds:
            self.note_change(guild.id)

    def _take_configured(self, configured: Collection[str]) -> None:
        self._configured = configured
        self._configured_ids = frozenset(map(int, filter(str.isdecimal, configured)))

    async def _send_unheld(
        self, community: str, send: Callable[[PostableChannel], Awaitable[object]]
    ) -> Outcome:
        guild = self._client.get_guild(int(community))
        if guild is None:
            return Outcome.gone(Action.FLAG)
        if guild.unavailable:
            return Outcome.limited(_UNAVAILABLE_RETRY)
        choice = await self._choose(guild)
        if choice.channel is None:
            return choice.outcome
        return await attempt(send(choice.channel), Action.FLAG, permission="send_messages")

    async def _send_batch(self, community: str, alerts: Sequence[Alert]) -> Outcome:
        guild = self._client.get_guild(int(community))
        if guild is None:
            return Outcome.gone(Action.FLAG)
        if guild.unavailable:
            return Outcome.limited(_UNAVAILABLE_RETRY)
        choice = await self._choose(guild)
        if choice.channel is None:
            self._choices.pop(guild.id, None)
            return choice.outcome
        posting = self._post(choice.channel, alerts)
        outcome = await attempt(posting, Action.FLAG, permission="send_messages")
        if outcome.result is not OutcomeResult.DONE:
            self._choices.pop(guild.id, None)
        if outcome.result is OutcomeResult.GONE:
            return Outcome.refused("the channel for alerts is gone", f"{REMEDY}.")
        return outcome

    async def _post(self, channel: PostableChannel, alerts: Sequence[Alert]) -> None:
        """Post alerts, except for those that an earlier try has shown."""
        shown = await find_shown_alerts(channel, self._client.user, alerts)
        for case, message in shown.items():
            if message:
                self._updater.remember([case], channel.get_partial_message(message))
        unshown = [alert for alert in alerts if alert.case.number not in shown]
        alone, raids = self._gatherings.split(str(channel.guild.id), unshown)
        for place, several in raids.items():
            posted = await show_gathered(self._gatherings, channel, place, several)
            self._updater.remember([alert.case.number for alert in several], posted)
        if alone:
            await self._post_unshown(channel, alone)

    async def _post_unshown(self, channel: PostableChannel, alerts: Sequence[Alert]) -> None:
        cases = [alert.case.number for alert in alerts]
        embeds = [build_alert_embed(alert) for alert in alerts[:FULL_ALERTS_PER_MESSAGE]]
        buttons: dict[int, Sequence[Button | AlertLine]] = {
            alert.case.number: (*alert.buttons, *alert.lines) for alert in alerts
        }
        if len(alerts) > len(embeds) or sum(map(len, embeds)) > MOST_CHARACTERS:
            embeds, buttons = [build_alert_list_embed(alerts)], {}
        rows = build_alert_rows(buttons)
        posted = await channel.send(
            **make_ping(channel.guild, alerts),
            embeds=embeds,
            view=rows,
            nonce=join_nonces(alerts),
        )
        self._updater.remember(cases, channel.get_partial_message(posted.id))

    async def _choose(self, guild: discord.Guild) -> ChannelChoice:
        choice = self._choices.get(guild.id)
        if choice is None:
            choice = await choose_alert_channel(guild, self._configured, guilds=self._client.guilds)
            self._choices[guild.id] = choice
        return choice
