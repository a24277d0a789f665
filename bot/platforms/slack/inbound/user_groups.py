"""User groups, Slack's counterpart of roles: "@staff", by id "S0STAFF"."""

import time
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import structlog

from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.stale_cache import StaleCache

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_WORKSPACES = 10_000
"""Workspaces whose groups are cached."""

_TTL = 600.0
"""Seconds for which the members of the groups are cached."""

RETRY_AFTER: Final = 2.0
MAX_RETRY_AFTER: Final = 60.0
"""Seconds until Slack is asked again after a first failed call, and after many."""

_FREE_PLAN: Final = "plan_upgrade_required"
"""Error code in a workspace on Slack's free plan, which has no user groups."""

_Groups: TypeAlias = Mapping[str, frozenset[str]]
"""The members of each group."""


class UserGroups:
    """Cache of all user groups of each workspace; `timer` is a clock in seconds that never goes back."""

    def __init__(self, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._groups = StaleCache[str, _Groups](
            _MAX_WORKSPACES,
            ttl=_TTL,
            retry_after=RETRY_AFTER,
            max_retry_after=MAX_RETRY_AFTER,
            timer=timer,
        )

    async def find(self, workspace: Workspace, user: str) -> frozenset[str] | None:
        """Return the ids of the groups that a user is in, None if Slack has never told."""
        groups = await self._groups.get(workspace.id, lambda: _fetch(workspace))
        return _groups_of(user, groups)

    async def find_recent(
        self, workspace: Workspace, user: str, *, max_age: float
    ) -> frozenset[str] | None:
        """Return the groups that a user is in, known for `max_age` seconds at most, else None."""
        groups = await self._groups.get_recent(
            workspace.id, lambda: _fetch(workspace), max_age=max_age
        )
        return _groups_of(user, groups)

    async def expire(self, workspace: Workspace) -> None:
        """Ask Slack again when they are next needed: a group has changed."""
        await self._groups.expire(workspace.id)


def _groups_of(user: str, groups: _Groups | None) -> frozenset[str] | None:
    if groups is None:
        return None
    return frozenset(group for group, members in groups.items() if user in members)


async def _fetch(workspace: Workspace) -> _Groups | None:
    """Ask Slack for the members of each group; None where it does not say."""
    try:
        response = await workspace.web.usergroups_list(include_users=True)
    except CALL_ERRORS as error:
        if error_name(error) == _FREE_PLAN:
            return {}
        log.warning("user groups are not known", error=error_name(error))
        return None
    return {group["id"]: frozenset(group.get("users", ())) for group in response["usergroups"]}
