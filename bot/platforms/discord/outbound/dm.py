"""Telling a member why they were acted on, by direct message, or in passing where that is closed."""

import asyncio
from collections import OrderedDict

import discord

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.notice import Notice
from bot.platforms.discord.outbound.embeds import build_buttons, build_notice_embed
from bot.platforms.discord.outbound.errors import attempt

_SHORT = 30.0
"""Seconds that a notice stands in a channel, for its member to read and others hardly to see."""

_CLOSED_FOR = 600.0
"""Seconds without another try: Discord blocks an address from which too much is asked in vain."""

_REMEMBERED = 1_000


class MemberNotifier:
    """Sends through a client that is logged in."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._closed: OrderedDict[str, tuple[float, Outcome]] = OrderedDict()
        """Who had closed their direct messages, until when not to try again, and what was answered."""

    async def notify(self, notice: Notice) -> Outcome:
        """By direct message, or not at all."""
        author, now = notice.message.author.id, asyncio.get_running_loop().time()
        until, refused = self._closed.get(author, (0.0, None))
        if refused and now < until:
            return refused
        outcome = await attempt(self._send(notice), Action.WARN, permission="send_messages")
        if outcome.result is OutcomeResult.REFUSED:
            self._closed[author] = (now + _CLOSED_FOR, outcome)
            if len(self._closed) > _REMEMBERED:
                self._closed.popitem(last=False)
        return outcome

    async def warn(self, notice: Notice) -> Outcome:
        """By direct message; where that is closed, for a short while in the channel."""
        outcome = await self.notify(notice)
        if outcome.result is not OutcomeResult.REFUSED:
            return outcome
        shown = await attempt(self._show(notice), Action.WARN, permission="send_messages")
        if shown.result is not OutcomeResult.DONE:
            return shown
        return Outcome(OutcomeResult.DONE, Action.WARN, f"in the channel, as {outcome.reason}")

    async def _send(self, notice: Notice) -> None:
        direct = await self._client.create_dm(discord.Object(int(notice.message.author.id)))
        buttons = [Button.APPEAL] if notice.may_appeal else []
        await direct.send(
            embed=build_notice_embed(notice, with_quote=True),
            view=build_buttons(buttons, notice.case),
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _show(self, notice: Notice) -> None:
        message = notice.message
        member = discord.Object(int(message.author.id))
        channel = self._client.get_partial_messageable(int(message.thread or message.channel))
        await channel.send(
            f"<@{member.id}>",
            embed=build_notice_embed(notice, with_quote=False),
            allowed_mentions=discord.AllowedMentions(users=[member], everyone=False, roles=False),
            delete_after=_SHORT,
        )
