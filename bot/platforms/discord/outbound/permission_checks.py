"""Checks of the bot's permissions and rank before an API call, so that calls in vain are not made."""

import time
from collections.abc import Callable

import discord
from cachetools import TTLCache

from bot.domain.actions import Enforcement, Outcome
from bot.domain.message import Message
from bot.platforms.discord.outbound.refusals import (
    REMOVED_FROM_SERVER,
    TIMED_OUT,
    access_refusal,
    permission_refusal,
    rank_refusal,
    unforeseen_refusal,
)

_MAX_REFUSALS = 10_000
"""Refusals that are remembered."""

_TTL = 300.0
"""Seconds for which a refusal is remembered: Discord blocks addresses of many failed requests."""

_RANK_PERMISSIONS = frozenset(
    {"moderate_members", "kick_members", "ban_members", "manage_nicknames"}
)
"""Permissions that hold only for members whose highest role is below the bot's."""


class PermissionChecks:
    """Refusals foreseen from the client's cache, and those that Discord gave nevertheless.

    What a moderator asks for is asked of Discord each time. `timer` counts seconds.
    """

    def __init__(
        self, client: discord.Client, *, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._refusals: TTLCache[tuple[str, str, str], Outcome] = TTLCache(
            _MAX_REFUSALS, _TTL, timer
        )
        """Refusals that were not foreseen, by guild, channel or member, and permission.

        By member for permissions that depend on their rank, else by channel.
        """

    def find_refusal(self, enforcement: Enforcement, permission: str) -> Outcome | None:
        """Return the refusal of a call that needs a permission, None if it is to be tried."""
        if enforcement.by is not None:
            return None
        message = enforcement.message
        return self._refusals.get(_key(message, permission)) or self.foresee(message, permission)

    def explain(self, enforcement: Enforcement, permission: str, outcome: Outcome) -> Outcome:
        """Return the outcome of a call; where the permission was missing, say why, and remember it."""
        message = enforcement.message
        if outcome == access_refusal(permission) and self._find_guild(message) is None:
            return REMOVED_FROM_SERVER
        if outcome not in (permission_refusal(permission), access_refusal(permission)):
            self._refusals.pop(_key(message, permission), None)
            return outcome
        if foreseen := self.foresee(message, permission):
            return foreseen
        if outcome == permission_refusal(permission):
            depends_on_rank = permission in _RANK_PERMISSIONS
            outcome = unforeseen_refusal(permission, depends_on_rank=depends_on_rank)
        self._refusals[_key(message, permission)] = outcome
        return outcome

    def clear(self) -> None:
        """Forget all refusals, as permissions have changed."""
        self._refusals.clear()

    def foresee(self, message: Message, permission: str) -> Outcome | None:
        """Return the refusal that follows from the cached roles and channels, None if there is none."""
        guild = self._find_guild(message)
        if guild is None or guild.unavailable or guild.me is None:
            return None
        if guild.me.is_timed_out():
            return TIMED_OUT
        channel = guild.get_channel(int(message.channel or 0))
        rights = channel.permissions_for(guild.me) if channel else guild.me.guild_permissions
        if not getattr(rights, permission):
            return permission_refusal(permission)
        is_refused = permission in _RANK_PERMISSIONS and _outranks_bot(message, guild)
        return rank_refusal() if is_refused else None

    def _find_guild(self, message: Message) -> discord.Guild | None:
        """Find the guild of a message; all that the bot is in are cached."""
        return self._client.get_guild(int(message.community))


def _key(message: Message, permission: str) -> tuple[str, str, str]:
    scope = message.author.id if permission in _RANK_PERMISSIONS else message.channel
    return message.community, scope, permission


def _outranks_bot(message: Message, guild: discord.Guild) -> bool:
    """Return True if the author is the owner, an administrator, or of no lower rank than the bot."""
    if message.author.id == str(guild.owner_id):
        return True
    roles = [role for role in map(guild.get_role, map(int, message.author.roles)) if role]
    return any(role.permissions.administrator or role >= guild.me.top_role for role in roles)
