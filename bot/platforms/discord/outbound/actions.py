"""Actions on Discord: deletes messages and names, and times out, kicks and bans their authors."""

from collections.abc import Awaitable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import discord

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.message import Message
from bot.platforms.discord.inbound.converter import TargetKind, parse_target
from bot.platforms.discord.outbound.errors import attempt
from bot.platforms.discord.outbound.permission_checks import PermissionChecks
from bot.platforms.discord.permissions import ACTION_PERMISSIONS

_MAX_TIMEOUT = timedelta(days=28)
"""Discord's maximum."""

_MAX_REASON_LENGTH = 512
"""Characters of an entry in the audit log."""

_MAX_BULK_AGE = timedelta(days=13)
"""Discord deletes at once only messages younger than 14 days."""

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

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._checks = PermissionChecks(client)

    async def delete_content(self, enforcement: Enforcement) -> Outcome:
        """Delete the message and its parts, or reset the name."""
        message, http = enforcement.message, self._client.http
        reason = enforcement.audit_reason[:_MAX_REASON_LENGTH]
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

    async def sanction_author(self, enforcement: Enforcement) -> Outcome:
        """Time out, kick or ban the author."""
        action, message, http = enforcement.action, enforcement.message, self._client.http
        reason = enforcement.audit_reason[:_MAX_REASON_LENGTH]
        guild, author = int(message.community), int(message.author.id)
        permission = ACTION_PERMISSIONS[action]
        if refusal := self._checks.find_refusal(enforcement, permission):
            return refusal
        call: Awaitable[object]
        if action is Action.TIMEOUT:
            until = discord.utils.utcnow() + min(enforcement.duration, _MAX_TIMEOUT)
            fields = {"communication_disabled_until": until.isoformat()}
            call = http.edit_member(guild, author, reason=reason, **fields)
        elif action is Action.KICK:
            call = http.kick(author, guild, reason=reason)
        else:
            call = http.ban(author, guild, delete_message_seconds=0, reason=reason)
        outcome = await attempt(call, action, permission=permission)
        return self._checks.explain(enforcement, permission, outcome)

    async def lift_sanction(self, enforcement: Enforcement) -> Outcome:
        """End a timeout or a ban."""
        action, message, http = enforcement.action, enforcement.message, self._client.http
        reason = enforcement.audit_reason[:_MAX_REASON_LENGTH]
        guild, author = int(message.community), int(message.author.id)
        call: Awaitable[object]
        if action is Action.BAN:
            call = http.unban(author, guild, reason=reason)
        else:
            fields = {"communication_disabled_until": None}
            call = http.edit_member(guild, author, reason=reason, **fields)
        permission = ACTION_PERMISSIONS[action]
        outcome = await attempt(call, action, permission=permission)
        return self._checks.explain(enforcement, permission, outcome)

    def forget_refusals(self) -> None:
        """Forget all refusals, as permissions have changed."""
        self._checks.clear()

    async def _delete_messages(self, message: Message, reason: str) -> Outcome:
        """Delete a message and its parts; GONE if none of them was left."""
        http, permission = self._client.http, _DELETE_PERMISSIONS[TargetKind.MESSAGE]
        channel = int(message.thread or message.channel)
        targets = [parse_target(part) for part in (*message.parts, message.id)]
        ids = sorted({target.id for target in targets if target.kind is TargetKind.MESSAGE})
        age = discord.utils.utcnow() - discord.utils.snowflake_time(ids[0])
        if len(ids) > 1 and age < _MAX_BULK_AGE:
            bulk = http.delete_messages(channel, list(ids), reason=reason)
            return await attempt(bulk, Action.DELETE, permission=permission)
        outcome = Outcome.gone(Action.DELETE)
        for each in ids:
            call = http.delete_message(channel, each, reason=reason)
            deleted = await attempt(call, Action.DELETE, permission=permission)
            if not deleted.is_in_force:
                return deleted
            outcome = deleted if deleted.result is OutcomeResult.DONE else outcome
        return outcome

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
