"""User groups, which are to Slack what roles are elsewhere: "@staff", by id "S0STAFF"."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from bot.platforms.slack.connection.api_errors import UNANSWERED, name_error
from bot.platforms.slack.connection.workspaces import Workspace

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_FRESH = 600.0
"""Seconds for which it is not asked again who is in which group."""

AGAIN: Final = 60.0
"""Seconds until Slack is asked again for what it did not tell."""

_NONE_THERE: Final = "plan_upgrade_required"
"""What a workspace on Slack's free plan answers."""


class UserGroups:
    """Asks Slack for all groups at once; `now` is a clock in seconds that never goes back."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: dict[str, tuple[Mapping[str, frozenset[str]], float]] = {}
        self._asking: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, workspace: Workspace, user: str) -> frozenset[str]:
        """The groups that somebody is in."""
        async with self._asking[workspace.id]:  # once, however many write at the same time
            groups, until = self._known.get(workspace.id, ({}, 0.0))
            if self._now() >= until:
                groups, seconds = await self._ask(workspace, otherwise=groups)
                self._known[workspace.id] = groups, self._now() + seconds
        return frozenset(group for group, members in groups.items() if user in members)

    async def _ask(
        self, workspace: Workspace, *, otherwise: Mapping[str, frozenset[str]]
    ) -> tuple[Mapping[str, frozenset[str]], float]:
        """Who is in which group, and for how many seconds that holds."""
        try:
            answer = await workspace.web.usergroups_list(include_users=True)
        except UNANSWERED as error:
            if name_error(error) == _NONE_THERE:
                return {}, _FRESH
            log.warning("user groups are not known", error=name_error(error))
            return otherwise, AGAIN
        members = {group["id"]: frozenset(group.get("users", ())) for group in answer["usergroups"]}
        return members, _FRESH
