"""Actions on Discord: deletes messages and names, and sanctions their authors."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import discord

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.message import Message
from bot.domain.naming import Naming
from bot.domain.surfaces import SurfaceRules
from bot.domain.surroundings import DeletedMessages
from bot.platforms.discord.inbound.authorship import parse_member
from bot.platforms.discord.inbound.converter import parse_target
from bot.platforms.discord.outbound.deletions import MessageDeleter
from bot.platforms.discord.outbound.name_resets import NameResetter
from bot.platforms.discord.outbound.name_restoring import NameRestorer
from bot.platforms.discord.outbound.permission_checks import PermissionChecks
from bot.platforms.discord.outbound.purges import purge_messages
from bot.platforms.discord.outbound.refusals import refuse_person
from bot.platforms.discord.outbound.sanctions import MAX_REASON_LENGTH, Sanctions
from bot.platforms.discord.permissions import delete_permission


class ActionExecutor:
    """The action primitives of Discord, through a client that is logged in."""

    cuts_contact: Collection[Action] = (Action.KICK, Action.BAN)

    def __init__(self, client: discord.Client, rules: SurfaceRules) -> None:
        self._client = client
        self._checks = PermissionChecks(client)
        self._deleter = MessageDeleter(client)
        self._names = NameResetter(client, rules)
        self._restorer = NameRestorer(client)
        self._sanctions = Sanctions(client, self._checks)

    def configure(self, rules: SurfaceRules) -> None:
        """Follow other rules from now on."""
        self._names.rules = rules

    async def delete_content(self, enforcement: Enforcement) -> Outcome:
        """Delete the message and its parts, or reset the name."""
        message = enforcement.message
        target = parse_target(message.id)
        permission = delete_permission(target.kind)
        if target.kind is Naming.PROFILE and parse_member(message.author.id) is None:
            return refuse_person(message.author.id)
        if refusal := self._checks.find_refusal(enforcement, permission):
            return refusal
        if target.kind:
            outcome = await self._names.reset(enforcement, target.kind, target.id)
        else:
            outcome = await self._delete_messages(
                message, enforcement.audit_reason[:MAX_REASON_LENGTH]
            )
            if outcome.is_in_force:
                outcome = await self._reset_titles(enforcement, outcome)
        return self._checks.explain(enforcement, permission, outcome)

    async def foresee_sanction(self, enforcement: Enforcement) -> Outcome | None:
        """Look whether a kick or a ban is bound to be refused, or needless; None if it is to be tried."""
        if parse_member(enforcement.message.author.id) is None:
            return refuse_person(enforcement.message.author.id)
        return await self._sanctions.foresee(enforcement)

    async def sanction_author(self, enforcement: Enforcement) -> Outcome:
        """Time out, kick or ban the author."""
        if parse_member(enforcement.message.author.id) is None:
            return refuse_person(enforcement.message.author.id)
        return await self._sanctions.impose(enforcement)

    async def restore_name(self, enforcement: Enforcement) -> Outcome:
        """Give a name back that was reset."""
        target = parse_target(enforcement.message.id)
        if target.kind is None:
            return Outcome.gone(Action.DELETE)
        return await self._restorer.restore(enforcement, target.kind, target.id)

    async def lift_sanction(self, enforcement: Enforcement) -> Outcome:
        """End a timeout or a ban of the bot's own."""
        if parse_member(enforcement.message.author.id) is None:
            return refuse_person(enforcement.message.author.id)
        return await self._sanctions.lift(enforcement)

    async def delete_recent(self, messages: Sequence[Message], *, reason: str) -> DeletedMessages:
        """Delete many messages of one member."""
        return await purge_messages(self._deleter, messages, reason=reason[:MAX_REASON_LENGTH])

    def forget_refusals(self) -> None:
        """Forget all refusals, as permissions have changed."""
        self._checks.clear()

    async def _delete_messages(self, message: Message, reason: str) -> Outcome:
        """Delete a message and its parts; GONE if none of them was left."""
        channel = int(message.thread or message.channel)
        targets = [parse_target(part) for part in (*message.parts, message.id)]
        ids = [target.id for target in targets if target.kind is None]
        return await self._deleter.delete(channel, ids, reason=reason)

    async def _reset_titles(self, enforcement: Enforcement, deleted: Outcome) -> Outcome:
        """Reset the titles among a message's parts; the outcome says where one still stands."""
        for target in map(parse_target, enforcement.message.parts):
            if target.kind is Naming.THREAD:
                outcome = await self._names.reset(enforcement, target.kind, target.id)
                if outcome.result is OutcomeResult.LIMITED:
                    return outcome
                if not outcome.is_in_force:
                    told = f"the title still stands: {outcome.reason}"
                    return replace(deleted, reason=told, remedy=outcome.remedy)
        return deleted
