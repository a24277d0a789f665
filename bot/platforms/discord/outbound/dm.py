"""Direct messages to a member who was acted on; where these are closed, a short post in the channel instead."""

import time
from collections.abc import Callable
from datetime import datetime

import discord
from cachetools import TTLCache

from bot.config.catalogs import Catalogs, read_catalogs
from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.inline import MemberMention
from bot.domain.notice import Notice
from bot.domain.steps import Step, StepLog, finish_unless_limited, make_nonce
from bot.platforms.discord.inbound.authorship import parse_member
from bot.platforms.discord.outbound.buttons import build_notice_buttons
from bot.platforms.discord.outbound.embeds import build_notice_embed
from bot.platforms.discord.outbound.errors import attempt
from bot.platforms.discord.outbound.markup import render
from bot.platforms.discord.outbound.own_messages import find_own
from bot.platforms.discord.outbound.refusals import DM_CLOSED, NO_SHARED_SERVER, refuse_person

_POST_LIFETIME = 30.0
"""Seconds that a notice stands in a channel: long enough for its member, too short for most others."""

_RETRY_AFTER = 600.0
"""Seconds without another try at closed direct messages: Discord blocks addresses of many failed requests."""

_MAX_MEMBERS = 1_000
"""Members with closed direct messages who are remembered."""


class MemberNotifier:
    """Sender of notices to members, through a client that is logged in; `timer` counts seconds.

    A notice is in the language of its server, of those that `catalogs` have; else in English.
    """

    def __init__(
        self,
        client: discord.Client,
        *,
        catalogs: Catalogs | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._catalogs = read_catalogs() if catalogs is None else catalogs
        self._refusals: TTLCache[str, Outcome] = TTLCache(_MAX_MEMBERS, _RETRY_AFTER, timer)
        """The refusal of each member whose direct messages were closed."""

    async def notify(self, notice: Notice, steps: StepLog, step: Step = Step.NOTICE) -> Outcome:
        """Send a direct message unless one may be there, or return the refusal of a recent one."""
        return await self._notify(self._localise(notice), steps, step)

    async def _notify(self, notice: Notice, steps: StepLog, step: Step) -> Outcome:
        author = notice.message.author.id
        if parse_member(author) is None:
            return refuse_person(author)
        if refusal := self._refusals.get(author):
            return refusal
        record = await steps.begin(step)
        if record.outcome:
            return record.outcome
        sending = self._send(notice, make_nonce(steps, step), record.sent_since)
        outcome = await attempt(sending, Action.WARN, permission="send_messages")
        if outcome in (DM_CLOSED, NO_SHARED_SERVER):
            self._refusals[author] = outcome
        return finish_unless_limited(steps, step, outcome)

    async def warn(self, notice: Notice, steps: StepLog) -> Outcome:
        """Send a direct message; where these are closed, post a notice in the channel for 30 seconds."""
        notice = self._localise(notice)
        outcome = await self._notify(notice, steps, Step.NOTICE)
        is_nobody = parse_member(notice.message.author.id) is None
        is_nowhere = not notice.message.channel
        if outcome.result is not OutcomeResult.REFUSED or is_nobody or is_nowhere:
            return outcome
        record = await steps.begin(Step.POST)
        if record.outcome:
            return record.outcome
        posting = self._post(notice, make_nonce(steps, Step.POST), record.sent_since)
        posted = await attempt(posting, Action.WARN, permission="send_messages")
        if posted.result is OutcomeResult.DONE:
            reason = f"in the channel, as {outcome.reason}"
            posted = Outcome(OutcomeResult.DONE, Action.WARN, reason)
        return finish_unless_limited(steps, Step.POST, posted)

    def _localise(self, notice: Notice) -> Notice:
        """Return a notice in the preferred language of the server that it is about."""
        community = notice.message.community
        guild = self._client.get_guild(int(community)) if community.isdecimal() else None
        locale = str(guild.preferred_locale) if guild else None
        return notice.in_language(self._catalogs.choose(locale))

    async def _send(self, notice: Notice, nonce: str, since: datetime | None) -> None:
        channel = await self._client.create_dm(discord.Object(int(notice.message.author.id)))
        embed = build_notice_embed(notice, with_quote=True)
        if await find_own(channel, self._client.user, since, lambda m: _has_embed(m, embed)):
            return
        await channel.send(
            embed=embed,
            view=build_notice_buttons(notice),
            allowed_mentions=discord.AllowedMentions.none(),
            nonce=nonce,
        )

    async def _post(self, notice: Notice, nonce: str, since: datetime | None) -> None:
        message = notice.message
        member = discord.Object(int(message.author.id))
        channel = self._client.get_partial_messageable(int(message.thread or message.channel))
        embed = build_notice_embed(notice, with_quote=False)
        posted = await find_own(channel, self._client.user, since, lambda m: _has_embed(m, embed))
        if posted:
            await posted.delete(delay=_POST_LIFETIME)
            return
        await channel.send(
            render(MemberMention(message.author.id)),
            embed=embed,
            allowed_mentions=discord.AllowedMentions(users=[member], everyone=False, roles=False),
            delete_after=_POST_LIFETIME,
            nonce=nonce,
        )


def _has_embed(message: discord.Message, embed: discord.Embed) -> bool:
    """Return whether a message holds a notice of this title and case."""
    return any(
        (shown.title, shown.footer.text) == (embed.title, embed.footer.text)
        for shown in message.embeds
    )
