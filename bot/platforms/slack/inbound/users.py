"""Users: the names and roles of authors, which Slack's messages do not carry."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeAlias

import structlog
from cachetools import LRUCache
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.fate import AuthorFate, AuthorGone
from bot.domain.message import Author
from bot.domain.naming import Naming
from bot.platforms.slack.connection.administrators import is_administrator
from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.json_fields import get_object, get_text
from bot.platforms.slack.inbound.name_converter import profile_texts
from bot.platforms.slack.inbound.stale_cache import StaleCache
from bot.platforms.slack.inbound.user_groups import MAX_RETRY_AFTER, RETRY_AFTER, UserGroups
from bot.runtime.fates import Fates

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_USERS = 20_000
"""Users that are cached."""

_TTL = 3600.0
"""Seconds for which a user is cached who writes; Slack's event tells of a change at once."""

_DESK_MAX_AGE = 60.0
"""Seconds for which a user is cached who asks for what moderators may: if Slack's event does not come."""

_SLACKBOT = "USLACKBOT"
"""User id of Slackbot, which Slack does not mark as a bot."""

OnChange: TypeAlias = Callable[[Workspace, Author], Awaitable[None]]
"""Takes the workspace of a user who has changed their profile, and the user."""


class Users:
    """Cache of authors, with their user groups; `timer` is a clock in seconds that never goes back.

    Of somebody of whom Slack has not told, the author says so: `Author.is_known`.
    """

    def __init__(
        self,
        workspaces: Workspaces,
        *,
        timer: Callable[[], float] = time.monotonic,
        fates: Fates | None = None,
    ) -> None:
        self._workspaces = workspaces
        self._fates = fates or Fates()
        self._authors = StaleCache[tuple[str, str], Author](
            _MAX_USERS,
            ttl=_TTL,
            retry_after=RETRY_AFTER,
            max_retry_after=MAX_RETRY_AFTER,
            timer=timer,
        )
        self._profiles: LRUCache[tuple[str, str], dict[Naming, str]] = LRUCache(_MAX_USERS)
        self._on_change: list[OnChange] = []
        self._groups = UserGroups(timer=timer)

    def register(self, app: AsyncApp) -> None:
        """Register the listeners for users and groups that have changed with the app."""
        app.event("user_change")(self._on_user_changed)
        app.event("subteam_members_changed")(self._on_group_changed)
        app.event("subteam_updated")(self._on_group_changed)

    def observe(self, on_change: OnChange) -> None:
        """Call `on_change` with each user who changes their profile, as Slack's event shows them."""
        self._on_change.append(on_change)

    def profile_of(self, workspace: Workspace, user: str) -> dict[Naming, str]:
        """Return what a user says of themselves, as far as Slack has told of them; empty if it has not."""
        return self._profiles.get((workspace.id, user), {})

    async def find(self, workspace: Workspace, user: str) -> Author:
        """Return a user of a workspace, as Slack last told of them.

        Calls for the same user return in their order, so that their messages stay in theirs.
        """
        author = await self._authors.get((workspace.id, user), lambda: self._fetch(workspace, user))
        return _with_roles(author, user, await self._groups.find(workspace, user))

    async def find_recent(self, workspace: Workspace, user: str) -> Author:
        """Return a user as Slack told of them in the last minute: what one who asks may do hangs on it."""
        author = await self._authors.get_recent(
            (workspace.id, user), lambda: self._fetch(workspace, user), max_age=_DESK_MAX_AGE
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
        key = (workspace.id, user["id"])
        author = _make_author(user, workspace)
        await self._authors.update(key, author)
        self._profiles[key] = profile_texts(user)
        fate = AuthorFate.LEFT if user.get("deleted") else AuthorFate.BACK
        self._fates.note(AuthorGone(workspace.id, user["id"], fate))
        roles = await self._groups.find(workspace, user["id"])
        for on_change in self._on_change:
            await on_change(workspace, _with_roles(author, user["id"], roles))

    async def _fetch(self, workspace: Workspace, user: str) -> Author | None:
        """Ask Slack for a user; None where it does not say."""
        try:
            response = await workspace.web.users_info(user=user)
        except CALL_ERRORS as error:
            log.warning("a person is not known", user=user, error=error_name(error))
            return None
        self._profiles[workspace.id, user] = profile_texts(response["user"])
        return _make_author(response["user"], workspace)

    async def _on_group_changed(self, context: AsyncBoltContext) -> None:
        await self._groups.expire(self._workspaces.resolve(context.team_id or ""))


def _with_roles(author: Author | None, user: str, roles: frozenset[str] | None) -> Author:
    author = author or Author(id=user, name=user, is_known=False)
    if roles is None:
        return replace(author, has_known_roles=False)
    return replace(author, roles=roles) if roles else author  # which has none of its own


def _make_author(user: dict[str, Any], workspace: Workspace) -> Author:
    profile = user.get("profile", {})
    return Author(
        id=user["id"],
        name=profile.get("display_name") or profile.get("real_name") or user.get("name", ""),
        is_bot=user.get("is_bot", False) or user["id"] == _SLACKBOT,
        is_moderator=is_administrator(user, workspace.id),
    )
