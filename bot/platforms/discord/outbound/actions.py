"""Actions on Discord: deletes messages and names, and sanctions their authors."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

import discord

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.message import Message
from bot.platforms.discord.inbound.authorship import parse_member
from bot.platforms.discord.inbound.converter import TargetKind, parse_target
from bot.platforms.discord.outbound.deletions import MessageDeleter
from bot.platforms.discord.outbound.errors import attempt
from bot.platforms.discord.outbound.permission_checks import PermissionChecks
from bot.platforms.discord.outbound.refusals import PROXIED
from bot.platforms.discord.outbound.sanctions import MAX_REASON_LENGTH, Sanctions
from bot.platforms.discord.permissions import ACTION_PERMISSIONS

_NEUTRAL_NAME = "name removed by moderators"
"""Replaces a rude name of a thread."""

_DELETE_PERMISSIONS: Mapping[TargetKind, str] = MappingProxyType(
    {
        TargetKind.MESSAGE: ACTION_PERMISSIONS[Action.DELETE],
        TargetKind.THREAD: "manage_threads",
        TargetKind.NICKNAME: "manage_nicknames",
    }
)
"""The permission that deleting needs, by discord.py's name."""


class ActionExecutor:
    """The action primitives of Discord, through a client that is logged in."""

    cuts_contact: Collection[Action] = (Action.KICK, Action.BAN)

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._checks = PermissionChecks(client)
        self._deleter = MessageDeleter(client)
        self._sanctions = Sanctions(client, self._checks)

    async def delete_content(self, enforcement: Enforcement) -> Outcome:
        """Delete the message and its parts, or reset the name."""
        message, http = enforcement.message, self._client.http
        reason = enforcement.audit_reason[:MAX_REASON_LENGTH]
        target = parse_target(message.id)
        permission = _DELETE_PERMISSIONS[target.kind]
        if refusal := self._checks.find_refusal(enforcement, permission):
            return refusal
        match target.kind:
            case TargetKind.MESSAGE:
                outcome = await self._delete_messages(message, reason)
                if outcome.is_in_force:
                    outcome = await self._reset_titles(message, reason, outcome)
            case TargetKind.THREAD:
                outcome = await self._reset_title(target.id, reason)
            case TargetKind.NICKNAME:
                reset = http.edit_member(
                    int(message.community), target.id, nick=None, reason=reason
                )
                outcome = await attempt(reset, Action.DELETE, permission=permission)
        return self._checks.explain(enforcement, permission, outcome)

    async def foresee_sanction(self, enforcement: Enforcement) -> Outcome | None:
        """Look whether a kick or a ban is bound to be refused, or needless; None if it is to be tried."""
        if parse_member(enforcement.message.author.id) is None:
            return PROXIED
        return await self._sanctions.foresee(enforcement)

    async def sanction_author(self, enforcement: Enforcement) -> Outcome:
        """Time out, kick or ban the author."""
        if parse_member(enforcement.message.author.id) is None:
            return PROXIED
        return await self._sanctions.impose(enforcement)

    async def lift_sanction(self, enforcement: Enforcement) -> Outcome:
        """End a timeout or a ban of the bot's own."""
        if parse_member(enforcement.message.author.id) is None:
            return PROXIED
        return await self._sanctions.lift(enforcement)

    def forget_refusals(self) -> None:
        """Forget all refusals, as permissions have changed."""
        self._checks.clear()

    async def _delete_messages(self, message: Message, reason: str) -> Outcome:
        """Delete a message and its parts; GONE if none of them was left."""
        channel = int(message.thread or message.channel)
        targets = [parse_target(part) for part in (*message.parts, message.id)]
        ids = [target.id for target in targets if target.kind is TargetKind.MESSAGE]
        return await self._deleter.delete(channel, ids, reason=reason)

    async def _reset_titles(self, message: Message, reason: str, deleted: Outcome) -> Outcome:
        """Reset the titles among a message's parts; the outcome says where one still stands."""
        for target in map(parse_target, message.parts):
            if target.kind is TargetKind.THREAD:
                outcome = await self._reset_title(target.id, reason)
                if outcome.result is OutcomeResult.LIMITED:
                    return outcome
                if not outcome.is_in_force:
                    told = f"the title still stands: {outcome.reason}"
                    return replace(deleted, reason=told, remedy=outcome.remedy)
        return deleted

    async def _reset_title(self, thread: int, reason: str) -> Outcome:
        call = self._client.http.edit_channel(thread, name=_NEUTRAL_NAME, reason=reason)
        permission = _DELETE_PERMISSIONS[TargetKind.THREAD]
        return await attempt(call, Action.DELETE, permission=permission)
