"""Recent messages of a member on Discord: looked for in a channel, or in all, within a budget of requests."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.domain.actions import Action, Outcome
from bot.domain.message import Message
from bot.domain.surroundings import RecentMessages
from bot.interactions.replies import Refusal
from bot.platforms.discord.inbound.converter import convert_message
from bot.platforms.discord.inbound.readable_channels import (
    ReadableChannel,
    list_channels,
    may_read,
)
from bot.platforms.discord.inbound.text_extractor import extract_texts
from bot.platforms.discord.outbound.errors import ask
from bot.platforms.discord.outbound.nearby_messages import READ_PERMISSION
from bot.platforms.shared.scored_texts import group_texts

_PAGE_SIZE = 100
"""Messages of a request: Discord's maximum."""

_REQUEST_BUDGET = 60
"""Requests of one look: some seconds' worth of what Discord allows."""


async def find_recent(
    guild: discord.Guild, author: str, *, since: datetime, channel: str | None
) -> RecentMessages | Refusal:
    """Look for what somebody wrote since a time, in the channels with the latest messages first."""
    places = _choose_places(guild, channel, since)
    if channel is not None and not places:
        return Refusal("I cannot read that channel", "give Parley Read Message History there")
    search = _Search(author, since)
    for place in places:
        await search.look_through(place)
    found = sorted(search.found, key=lambda message: message.sent_at, reverse=True)
    return RecentMessages(tuple(found), tuple(search.list_gaps()))


class _Search:
    """A search through channels, a page at a time, until its budget is spent."""

    def __init__(self, author: str, since: datetime) -> None:
        self.found: list[Message] = []
        self._author = author
        self._since = since
        self._left = _REQUEST_BUDGET
        self._refused: list[str] = []
        self._unread: list[str] = []

    async def look_through(self, place: ReadableChannel) -> None:
        """Look through one channel, from its latest message back to the time."""
        before: discord.abc.Snowflake | None = None
        while self._left:
            self._left -= 1
            call = _read_page(place, before)
            page = await ask(call, Action.FLAG, permission=READ_PERMISSION)
            if isinstance(page, Outcome):
                self._refused.append(place.name)
                return
            recent = [each for each in page if each.created_at >= self._since]
            self.found += [m for each in recent if (m := self._convert(each))]
            if len(recent) < _PAGE_SIZE:
                return
            before = recent[-1]
        self._unread.append(place.name)

    def list_gaps(self) -> list[str]:
        """Say what was not looked through."""
        return [
            *([f"I may not read #{name}" for name in self._refused]),
            *(
                [f"there is more than I read at once, in #{self._unread[0]}"]
                if self._unread
                else []
            ),
        ]

    def _convert(self, source: discord.Message) -> Message | None:
        if str(source.author.id) != self._author or source.webhook_id:
            return None
        return convert_message(source, group_texts(extract_texts(source)))


def _choose_places(
    guild: discord.Guild, channel: str | None, since: datetime
) -> Sequence[ReadableChannel]:
    """Return the channels to look through: those in which something was written since, the latest first."""
    first = discord.utils.time_snowflake(since)
    readable = [each for each in list_channels(guild) if may_read(each)]
    if channel is not None:
        return [each for each in readable if str(each.id) == channel]
    active = [each for each in readable if (each.last_message_id or 0) >= first]
    return sorted(active, key=lambda each: each.last_message_id or 0, reverse=True)


async def _read_page(
    place: ReadableChannel, before: discord.abc.Snowflake | None
) -> list[discord.Message]:
    return [each async for each in place.history(limit=_PAGE_SIZE, before=before)]
