"""Authors of names: who gave a channel, thread or event its name, by the server's audit log."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import discord
import structlog

from bot.domain.message import Author
from bot.domain.naming import UNKNOWN_AUTHOR
from bot.platforms.discord.api_errors import API_ERRORS
from bot.platforms.discord.inbound.authorship import make_author

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

RETRY_AFTER = 1.0
"""Seconds until the audit log is asked again: an event may come before its entry."""

_MAX_AGE = timedelta(minutes=1)
"""Age of an entry up to which it is of this change."""

_MAX_ENTRIES = 10
"""Entries that are looked at."""


async def find_member(guild: discord.Guild, user: int, channel: object) -> Author | None:
    """Ask Discord for a member as an author; None for one who has left. Who is not told of is not known."""
    try:
        return make_author(await guild.fetch_member(user), channel)
    except discord.NotFound:
        return None
    except API_ERRORS:
        return Author(str(user), str(user), is_known=False)


async def find_who_named(
    guild: discord.Guild, target: int, actions: Collection[int], *, otherwise: int | None = None
) -> Author | None:
    """Return who has just changed a target, by the audit log; without a right to that, member `otherwise`.

    None: they have left. `UNKNOWN_AUTHOR`: nobody says.
    """
    user = await _read_audit_log(guild, target, actions) or otherwise
    if user is None:
        return UNKNOWN_AUTHOR
    return await find_member(guild, user, None)


async def _read_audit_log(
    guild: discord.Guild, target: int, actions: Collection[int]
) -> int | None:
    """Return the user of the latest entry about a target; None without one."""
    rights = getattr(guild.me, "guild_permissions", discord.Permissions.none())
    if not rights.view_audit_log:
        return None
    for pause in (0.0, RETRY_AFTER):
        await asyncio.sleep(pause)
        try:
            # As it comes: discord.py knows no newer kinds of entries.
            page = await guild._state.http.get_audit_logs(guild.id, limit=_MAX_ENTRIES)  # noqa: SLF001
        except API_ERRORS as error:
            log.warning("the audit log does not answer", error=type(error).__name__)
            return None
        oldest = datetime.now(UTC) - _MAX_AGE
        for entry in page["audit_log_entries"]:
            is_recent = discord.utils.snowflake_time(int(entry["id"])) > oldest
            is_about = int(entry["target_id"] or 0) == target
            if is_recent and is_about and entry["action_type"] in actions and entry["user_id"]:
                return int(entry["user_id"])
    return None
