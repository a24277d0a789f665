"""Membership of authors, whose roles a channel's history leaves out."""

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeAlias

import discord
import structlog

from bot.platforms.discord.api_errors import API_ERRORS

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class _HasLeft(Enum):
    """The membership of somebody who is no member any more."""

    HAS_LEFT = "has left"


HAS_LEFT: Final = _HasLeft.HAS_LEFT

Membership: TypeAlias = discord.Member | _HasLeft | None
"""A member, or one no more; None where Discord does not say."""


class MemberLookup:
    """Look-up of the authors of one channel; `may_request` spends a request, and says if there was one.

    `recent` are members by guild and id, whom an event has shown a moment ago.
    """

    def __init__(
        self,
        may_request: Callable[[], bool],
        recent: Mapping[tuple[int, int], discord.Member] = MappingProxyType({}),
    ) -> None:
        self._may_request = may_request
        self._recent = recent
        self._known: dict[int, Membership] = {}

    async def find(self, message: discord.Message) -> Membership:
        """Return the membership of a message's author; what is not known is asked for again next time."""
        if isinstance(message.author, discord.Member):
            return message.author
        if message.guild is None or message.webhook_id:
            return None
        user = message.author.id
        if member := self._recent.get((message.guild.id, user)):
            return member
        if user not in self._known and self._may_request():
            try:
                self._known[user] = await message.guild.fetch_member(user)
            except discord.NotFound:
                self._known[user] = HAS_LEFT
            except API_ERRORS as error:
                log.warning("a member is not known", user=user, error=type(error).__name__)
        return self._known.get(user)
