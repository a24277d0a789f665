"""Restoring of names on Discord: what was put in their place is taken away, unless somebody changed it since."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord

from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.message import Message
from bot.domain.naming import Naming, parse_naming
from bot.platforms.discord.neutral_names import NEUTRAL_CHANNEL, NEUTRAL_NAME
from bot.platforms.discord.outbound.errors import ask
from bot.platforms.discord.outbound.sanctions import MAX_REASON_LENGTH
from bot.platforms.discord.permissions import delete_permission

_RESTORABLE = frozenset(
    {Naming.THREAD, Naming.NICKNAME, Naming.PROFILE, Naming.CHANNEL, Naming.TOPIC}
)

_CHANGED = Outcome.gone(Action.DELETE, "it was changed since, which stays")


def is_restorable(message: Message) -> bool:
    """Return True for a name that can be given back: not for what was forgotten, and for no message."""
    return parse_naming(message.id) in _RESTORABLE and bool(message.text)


class NameRestorer:
    """Restorer of names and topics that were reset."""

    def __init__(self, client: discord.Client) -> None:
        self._http = client.http
        self._ways: Mapping[
            Naming, Callable[[Enforcement, int], Awaitable[Mapping[str, Any] | None]]
        ] = {
            Naming.THREAD: self._rename_thread,
            Naming.CHANNEL: self._rename_channel,
            Naming.TOPIC: self._set_topic,
            Naming.NICKNAME: self._give_nickname,
            Naming.PROFILE: self._uncover_name,
        }

    async def restore(self, enforcement: Enforcement, naming: Naming, number: int) -> Outcome:
        """Give back what a message names, if nobody has changed it since."""
        call = self._restore(enforcement, naming, number)
        return await ask(call, Action.DELETE, permission=delete_permission(naming))

    async def _restore(self, enforcement: Enforcement, naming: Naming, number: int) -> Outcome:
        changes = await self._ways[naming](enforcement, number)
        if changes is None:
            return _CHANGED
        reason = enforcement.audit_reason[:MAX_REASON_LENGTH]
        if "nick" in changes:
            guild = int(enforcement.message.community)
            await self._http.edit_member(guild, number, reason=reason, **changes)
        else:
            await self._http.edit_channel(number, reason=reason, **changes)
        return Outcome.done(Action.DELETE)

    async def _rename_thread(self, of: Enforcement, number: int) -> Mapping[str, Any] | None:
        shown = await self._http.get_channel(number)
        return {"name": of.message.text} if shown.get("name") == NEUTRAL_NAME else None

    async def _rename_channel(self, of: Enforcement, number: int) -> Mapping[str, Any] | None:
        shown = await self._http.get_channel(number)
        return {"name": of.message.text} if shown.get("name") == NEUTRAL_CHANNEL else None

    async def _set_topic(self, of: Enforcement, number: int) -> Mapping[str, Any] | None:
        shown: Mapping[str, Any] = await self._http.get_channel(number)
        return None if shown.get("topic") else {"topic": of.message.text}

    async def _give_nickname(self, of: Enforcement, number: int) -> Mapping[str, Any] | None:
        shown = await self._http.get_member(int(of.message.community), number)
        return None if shown.get("nick") else {"nick": of.message.text}

    async def _uncover_name(self, of: Enforcement, number: int) -> Mapping[str, Any] | None:
        shown = await self._http.get_member(int(of.message.community), number)
        return {"nick": None} if shown.get("nick") == NEUTRAL_NAME else None
