"""Users: the names and roles of authors, which Slack's messages do not carry."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.message import Author
from bot.platforms.slack.connection.administrators import is_administrator
from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.json_fields import get_object, get_text
from bot.platforms.slack.inbound.stale_cache import StaleCache
from bot.platforms.slack.inbound.user_groups import MAX_RETRY_AFTER, RETRY_AFTER, UserGroups

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_USERS = 20_000
"""Users that are cached."""

_TTL = 3600.0
"""Seconds for which a user is cached who writes; Slack's event tells of a change at once."""

_DESK_MAX_AGE = 60.0
"""Seconds for which a user is cached who asks for what moderators may: if Slack's event does not come."""

_SLACKBOT = "USLACKBOT"
"""User id of Slackbot, which Slack does not mark as a bot."""


class Users:
    """Cache of authors, with their user groups; `timer` is a clock in seconds that never goes back.

    Of somebody of whom Slack has not told, the author says so: `Author.is_known`.
    """

    def __init__(
        self, workspaces: Workspaces, *, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._workspaces = workspaces
        self._authors = StaleCache[tuple[str, str], Author](
            _MAX_USERS,
            ttl=_TTL,
            retry_after=RETRY_AFTER,
            max_retry_after=MAX_RETRY_AFTER,
            timer=timer,
        )
        self._groups = UserGroups(timer=timer)

    def register(self, app: AsyncApp) -> None:
        """Register the listeners for users and groups that have changed with the app."""
        app.event("user_change")(self._on_user_changed)
        app.event("subteam_members_changed")(self._on_group_changed)
        app.event("subteam_updated")(self._on_group_changed)

    async def find(self, workspace: Workspace, user: str) -> Author:
        """Return a user of a workspace, as Slack last told of them.

        Calls for the same user return in their order, so that their messages stay in theirs.
        """
        author = await self._authors.get((workspace.id, user), lambda: _fetch(workspace, user))
        return _with_roles(author, user, await self._groups.find(workspace, user))

    async def find_recent(self, workspace: Workspace, user: str) -> Author:
        """Return a user as Slack told of them in the last minute: what one who asks may do hangs on it."""
        author = await self._authors.get_recent(
            (workspace.id, user), lambda: _fetch(workspace, user), max_age=_DESK_MAX_AGE
        )
        roles = await self._groups.find_recent(workspace, user, max_age=_DESK_MAX_AGE)
        return _with_roles(author, user, roles)

    async def find_author(self, workspace: Workspace, raw: dict[str, Any]) -> Author:
        """Return the author of a message: a user, or an integration that is no user."""
        if user := get_text(raw, "user"):
            return await self.find(workspace, user)
        bot = get_text(raw, "bot_id")
        name = get_text(raw, "username") or get_text(get_object(raw, "bot_profile"), "name") or bot
        return Author(id=bot, name=name, is_bot=True)

    async def _on_user_changed(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Take a changed user as the event shows them: an administrator may be one no more."""
        workspace, user = self._workspaces.resolve(context.team_id or ""), event["user"]
        await self._authors.update((workspace.id, user["id"]), _make_author(user, workspace))

    async def _on_group_changed(self, context: AsyncBoltContext) -> None:
        await self._groups.expire(self._workspaces.resolve(context.team_id or ""))


def _with_roles(author: Author | None, user: str, roles: frozenset[str] | None) -> Author:
    author = author or Author(id=user, name=user, is_known=False)
    if roles is None:
        return replace(author, has_known_roles=False)
    return replace(author, roles=roles)


async def _fetch(workspace: Workspace, user: str) -> Author | None:
    """Ask Slack for a user; None where it does not say."""
    try:
        response = await workspace.web.users_info(user=user)
    except CALL_ERRORS as error:
        log.warning("a person is not known", user=user, error=error_name(error))
        return None
    return _make_author(response["user"], workspace)


def _make_author(user: dict[str, Any], workspace: Workspace) -> Author:
    profile = user.get("profile", {})
    return Author(
        id=user["id"],
        name=profile.get("display_name") or profile.get("real_name") or user.get("name", ""),
        is_bot=user.get("is_bot", False) or user["id"] == _SLACKBOT,
        is_moderator=is_administrator(user, workspace.id),
    )
