"""Sanctions on Discord: timeouts, kicks and bans, which never change what a person decided.

Discord does not tell who set a timeout: one is the bot's own if it ends when the bot's was to end. Of a ban
it tells the reason, and the bot's own begins with the number of its case.
"""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult, TimeoutSpan
from bot.platforms.discord.outbound.errors import ask, attempt
from bot.platforms.discord.outbound.permission_checks import PermissionChecks
from bot.platforms.discord.permissions import ACTION_PERMISSIONS

MAX_REASON_LENGTH = 512
"""Characters of an entry in the audit log."""

_MAX_TIMEOUT = timedelta(days=28)
"""Discord's maximum."""

_SAME = timedelta(seconds=2)
"""Largest difference between two times of one end, as Discord may round."""

_ENOUGH = timedelta(minutes=5)
"""A running timeout that ends at most so much earlier is left as it is."""

_Member = dict[str, Any]


class Sanctions:
    """The sanctions of Discord, through a client that is logged in."""

    def __init__(self, client: discord.Client, checks: PermissionChecks) -> None:
        self._client = client
        self._checks = checks

    async def foresee(self, enforcement: Enforcement) -> Outcome | None:
        """Return what keeps a kick or a ban from being done, or makes it needless; None if nothing does."""
        action, message = enforcement.action, enforcement.message
        if action is Action.BAN:
            reason = await self._find_ban(enforcement)
            if isinstance(reason, Outcome):
                return reason
            if reason is not None and _is_own_ban(reason, enforcement):
                return Outcome.done(Action.BAN)
            if reason is not None:
                return Outcome.gone(Action.BAN, "banned already, which stays")
        member = await self._find_member(enforcement)
        if isinstance(member, Outcome):
            # Who has left can be banned all the same.
            is_gone = member.result is OutcomeResult.GONE and action is Action.BAN
            return None if is_gone else member
        author = replace(message.author, roles=frozenset(member["roles"]))
        return self._checks.foresee(replace(message, author=author), ACTION_PERMISSIONS[action])

    async def impose(self, enforcement: Enforcement) -> Outcome:
        """Time out, kick or ban the author; a timeout that runs for longer already stays as it is."""
        action = enforcement.action
        permission = ACTION_PERMISSIONS[action]
        if refusal := self._checks.find_refusal(enforcement, permission):
            return refusal
        if action is Action.TIMEOUT:
            outcome = await self._time_out(enforcement)
        else:
            outcome = await attempt(self._send_away(enforcement), action, permission=permission)
            outcome = _add_cleared(outcome, enforcement.clear_days)
        return self._checks.explain(enforcement, permission, outcome)

    async def lift(self, enforcement: Enforcement) -> Outcome:
        """End a timeout or a ban of the bot's own; what somebody else has set stays."""
        is_ban = enforcement.action is Action.BAN
        outcome = await (self._lift_ban if is_ban else self._lift_timeout)(enforcement)
        permission = ACTION_PERMISSIONS[enforcement.action]
        return self._checks.explain(enforcement, permission, outcome)

    async def _time_out(self, enforcement: Enforcement) -> Outcome:
        member, now = await self._find_member(enforcement), discord.utils.utcnow()
        if isinstance(member, Outcome):
            return member
        running = _running_end(member, now)
        ends_at = min(enforcement.ends_at or now + enforcement.duration, now + _MAX_TIMEOUT)
        if running and running > ends_at - _ENOUGH and not _is_same(running, ends_at):
            return Outcome.gone(
                Action.TIMEOUT, f"timed out already until {_format_end(running)}, which stays"
            )
        if running and _is_same(running, ends_at):  # it was interrupted after it was done
            return replace(Outcome.done(Action.TIMEOUT), timeout=TimeoutSpan(ends_at))
        outcome = await self._set_end(enforcement, ends_at)
        if outcome.result is not OutcomeResult.DONE:
            return outcome
        return replace(outcome, timeout=TimeoutSpan(ends_at, running))

    async def _lift_timeout(self, enforcement: Enforcement) -> Outcome:
        member, now = await self._find_member(enforcement), discord.utils.utcnow()
        if isinstance(member, Outcome):
            return member
        running = _running_end(member, now)
        if running is None:
            return Outcome.gone(Action.TIMEOUT, "the timeout was over already")
        own = [span for span in enforcement.own_timeouts if _is_same(span.ends_at, running)]
        if not own:
            reason = f"the timeout until {_format_end(running)} stays: it was not set in this case"
            return Outcome.gone(Action.TIMEOUT, reason)
        former = own[-1].former_end
        if former is None or former <= now:
            return await self._set_end(enforcement, None)
        outcome = await self._set_end(enforcement, former)
        reason = f"they are timed out until {_format_end(former)}, as before this case"
        return replace(outcome, reason=reason) if outcome.is_in_force else outcome

    async def _lift_ban(self, enforcement: Enforcement) -> Outcome:
        reason = await self._find_ban(enforcement)
        if isinstance(reason, Outcome):
            return reason
        if reason is None:
            return Outcome.gone(Action.BAN, "the ban was lifted already")
        if not _is_own_ban(reason, enforcement):
            return Outcome.gone(Action.BAN, "the ban stays: it was not set in this case")
        guild, author = _ids(enforcement)
        call = self._client.http.unban(author, guild, reason=_audit_reason(enforcement))
        return await attempt(call, Action.BAN, permission=ACTION_PERMISSIONS[Action.BAN])

    def _send_away(self, enforcement: Enforcement) -> Awaitable[object]:
        http, reason = self._client.http, _audit_reason(enforcement)
        guild, author = _ids(enforcement)
        if enforcement.action is Action.KICK:
            return http.kick(author, guild, reason=reason)
        seconds = int(timedelta(days=enforcement.clear_days).total_seconds())
        return http.ban(author, guild, delete_message_seconds=seconds, reason=reason)

    async def _set_end(self, enforcement: Enforcement, ends_at: datetime | None) -> Outcome:
        guild, author = _ids(enforcement)
        fields = {"communication_disabled_until": ends_at.isoformat() if ends_at else None}
        reason = _audit_reason(enforcement)
        call = self._client.http.edit_member(guild, author, reason=reason, **fields)
        permission = ACTION_PERMISSIONS[Action.TIMEOUT]
        return await attempt(call, Action.TIMEOUT, permission=permission)

    async def _find_member(self, enforcement: Enforcement) -> _Member | Outcome:
        """Ask Discord for the author as a member, as they are now; GONE for who has left."""
        call: Awaitable[_Member] = self._client.http.get_member(*_ids(enforcement))  # type: ignore[assignment]  # as JSON
        permission = ACTION_PERMISSIONS[enforcement.action]
        return await ask(call, enforcement.action, permission=permission)

    async def _find_ban(self, enforcement: Enforcement) -> str | Outcome | None:
        """Ask Discord for the reason of the author's ban; None if they are not banned."""
        guild, author = _ids(enforcement)
        call = self._client.http.get_ban(author, guild)
        permission = ACTION_PERMISSIONS[Action.BAN]
        ban = await ask(call, Action.BAN, permission=permission)
        if not isinstance(ban, Outcome):
            return ban["reason"] or ""
        return None if ban.result is OutcomeResult.GONE else ban


def _ids(enforcement: Enforcement) -> tuple[int, int]:
    """Return the ids of the guild and of the author."""
    message = enforcement.message
    return int(message.community), int(message.author.id)


def _audit_reason(enforcement: Enforcement) -> str:
    return enforcement.audit_reason[:MAX_REASON_LENGTH]


def _add_cleared(outcome: Outcome, days: int) -> Outcome:
    """Add to the outcome of a ban how much of its author's history it has deleted."""
    if not days or outcome.result is not OutcomeResult.DONE:
        return outcome
    period = "day" if days == 1 else f"{days} days"
    return replace(outcome, reason=f"with their messages of the last {period}")


def _is_own_ban(reason: str, enforcement: Enforcement) -> bool:
    """Return True for a ban of the same case: both reasons begin with "case 7:"."""
    case, colon, _ = enforcement.audit_reason.partition(":")
    return reason.startswith(case + colon)


def _running_end(member: _Member, now: datetime) -> datetime | None:
    """Return when a member's timeout ends; None if none is running."""
    written: str | None = member.get("communication_disabled_until")
    until = discord.utils.parse_time(written)
    return until if until and until > now else None


def _is_same(end: datetime, other: datetime) -> bool:
    return abs(end - other) <= _SAME


def _format_end(moment: datetime) -> str:
    """Format a time for moderators: "2026-05-01 12:00 UTC"."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
