"""Acting on Discord: what is asked for is checked against what is allowed before Discord is asked."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial

import discord

from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.message import Message
from bot.domain.notice import Notice
from bot.platforms.discord.inbound.converter import Kind, read_subject
from bot.platforms.discord.outbound.dm import MemberNotifier
from bot.platforms.discord.outbound.errors import attempt, refuse, refuse_rank
from bot.platforms.discord.permissions import FOR_ACTION
from bot.platforms.shared.action_sequence import run_action

_LONGEST_TIMEOUT = timedelta(days=28)
_LONGEST_REASON = 512
_BULK_AGE = timedelta(days=13)
"""Discord deletes in bulk what is younger than 14 days."""

_NEUTRAL_NAME = "name removed by moderators"


class ActionExecutor:
    """Acts through a client that is logged in."""

    def __init__(self, client: discord.Client, notices: MemberNotifier) -> None:
        self._client = client
        self._notices = notices
        self._closed: set[tuple[str, str, str]] = set()
        """(server, place, permission) where Discord has refused, however it looked from here.

        The place is a channel, or a member for what depends on their rank.
        """

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Remove what was said, tell the author, and act on them, as far as the action goes."""
        return await run_action(enforcement, self)

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """End a timeout or a ban."""
        guild, author = int(enforcement.message.community), int(enforcement.message.author.id)
        reason = enforcement.audit_reason[:_LONGEST_REASON]
        if enforcement.action is Action.BAN:
            call = self._client.http.unban(author, guild, reason=reason)
            return await attempt(call, Action.BAN, permission="ban_members")
        free = self._client.http.edit_member(
            guild, author, reason=reason, communication_disabled_until=None
        )
        return await attempt(free, Action.TIMEOUT, permission="moderate_members")

    def forget_refusals(self) -> None:
        """Permissions have changed: what was refused may be allowed now."""
        self._closed.clear()

    async def warn(self, notice: Notice) -> Outcome:
        """By direct message, or in passing."""
        return await self._notices.warn(notice)

    async def notify(self, notice: Notice) -> Outcome:
        """By direct message, or not at all."""
        return await self._notices.notify(notice)

    async def remove(self, enforcement: Enforcement) -> Outcome:
        """Take away the message, or the name."""
        message, reason, http = (
            enforcement.message,
            enforcement.audit_reason[:_LONGEST_REASON],
            self._client.http,
        )
        subject = read_subject(message.id)
        call: Callable[[], Awaitable[object]]
        if subject.kind is Kind.MESSAGE:
            permission = "manage_messages"
            parts = {read_subject(part).id for part in (*message.parts, message.id)}
            place = int(message.thread or message.channel)
            call = partial(self._delete, place, sorted(parts), reason=reason)
        elif subject.kind is Kind.THREAD:
            permission = "manage_threads"
            call = partial(http.edit_channel, subject.id, name=_NEUTRAL_NAME, reason=reason)
        else:
            permission = "manage_nicknames"
            guild = int(message.community)
            call = partial(http.edit_member, guild, subject.id, nick=None, reason=reason)
        return await self._do(Action.DELETE, message, permission=permission, call=call)

    async def punish(self, enforcement: Enforcement) -> Outcome:
        """Act on the author."""
        message, reason, http = (
            enforcement.message,
            enforcement.audit_reason[:_LONGEST_REASON],
            self._client.http,
        )
        guild, author = int(message.community), int(message.author.id)
        call: Callable[[], Awaitable[object]]
        if enforcement.action is Action.TIMEOUT:
            until = discord.utils.utcnow() + min(enforcement.duration, _LONGEST_TIMEOUT)
            quiet = {"communication_disabled_until": until.isoformat()}
            call = partial(http.edit_member, guild, author, reason=reason, **quiet)
        elif enforcement.action is Action.KICK:
            call = partial(http.kick, author, guild, reason=reason)
        else:
            call = partial(http.ban, author, guild, delete_message_seconds=0, reason=reason)
        return await self._do(
            enforcement.action, message, permission=FOR_ACTION[enforcement.action], call=call
        )

    async def _delete(self, channel: int, messages: Sequence[int], *, reason: str) -> None:
        http = self._client.http
        age = discord.utils.utcnow() - discord.utils.snowflake_time(messages[0])
        if len(messages) > 1 and age < _BULK_AGE:
            await http.delete_messages(channel, list(messages), reason=reason)
            return
        for message in messages:
            await http.delete_message(channel, message, reason=reason)

    async def _do(
        self,
        action: Action,
        message: Message,
        *,
        permission: str,
        call: Callable[[], Awaitable[object]],
    ) -> Outcome:
        """Make a call, unless it is known already that it would be refused."""
        where = message.author.id if permission in _NEEDS_RANK else message.channel
        place = message.community, where, permission
        refusal = (
            refuse(permission) if place in self._closed else self._foresee(message, permission)
        )
        if refusal:
            return refusal
        outcome = await attempt(call(), action, permission=permission)
        if outcome == refuse(permission):
            self._closed.add(place)
        return outcome

    def _foresee(self, message: Message, permission: str) -> Outcome | None:
        """The refusal that Discord would answer with, by what is known of roles and channels."""
        guild = self._client.get_guild(int(message.community))
        if guild is None or guild.unavailable or guild.me is None:
            return None
        channel = guild.get_channel(int(message.channel))
        rights = channel.permissions_for(guild.me) if channel else guild.me.guild_permissions
        if not getattr(rights, permission):
            return refuse(permission)
        return refuse_rank() if permission in _NEEDS_RANK and _is_above(message, guild) else None


_NEEDS_RANK = frozenset({"moderate_members", "kick_members", "ban_members", "manage_nicknames"})


def _is_above(message: Message, guild: discord.Guild) -> bool:
    """Whether the author cannot be acted on: the owner, an administrator, or one of higher rank."""
    if message.author.id == str(guild.owner_id):
        return True
    roles = [role for role in map(guild.get_role, map(int, message.author.roles)) if role]
    return any(role.permissions.administrator or role >= guild.me.top_role for role in roles)
