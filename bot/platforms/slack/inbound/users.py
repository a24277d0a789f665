"""Who somebody is: their name, and whether they moderate, as Slack's messages do not say."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.domain.message import Author
from bot.platforms.slack.connection.api_errors import UNANSWERED, name_error
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.user_groups import AGAIN, UserGroups

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_REMEMBERED = 20_000
"""People who are known without asking again."""

_FRESH = 3600.0
"""Seconds for which what is known of somebody holds: so long a new administrator is a member."""

_SLACKBOT = "USLACKBOT"
"""Slack's own voice, which Slack does not call a bot."""


@dataclass(frozen=True, slots=True)
class _Known:
    author: Author
    until: float


class Users:
    """Asks Slack once an hour for somebody; `now` is a clock in seconds that never goes back."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: OrderedDict[tuple[str, str], _Known] = OrderedDict()
        self._groups = UserGroups(now=now)
        self._asking: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def find(self, workspace: Workspace, user: str) -> Author:
        """Who this is in a workspace. Whom Slack does not tell of is a member without a name."""
        # Who asks first goes on first, so that what somebody says in one breath stays in its order.
        asking = self._asking.setdefault((workspace.id, user), asyncio.Lock())
        async with asking:
            author = await self._find(workspace, user)
            return replace(author, roles=await self._groups.of(workspace, user))

    async def _find(self, workspace: Workspace, user: str) -> Author:
        known = self._known.get((workspace.id, user))
        if known and self._now() < known.until:
            return known.author
        try:
            author = _make_author((await workspace.web.users_info(user=user))["user"])
            until = self._now() + _FRESH
        except UNANSWERED as error:
            log.warning("a person is not known", user=user, error=name_error(error))
            author = known.author if known else Author(id=user, name=user)
            until = self._now() + AGAIN
        self._known[workspace.id, user] = _Known(author, until)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return author

    async def find_author(self, workspace: Workspace, said: dict[str, Any]) -> Author:
        """Who wrote a message: a person, or an integration that is nobody in the workspace."""
        user = said.get("user")
        if user:
            return await self.find(workspace, user)
        bot = said.get("bot_id", "")
        name = said.get("username") or (said.get("bot_profile") or {}).get("name") or bot
        return Author(id=bot, name=name, is_bot=True)


def is_administrator(person: Mapping[str, Any]) -> bool:
    """Whether somebody, as Slack tells of them, may delete what others wrote."""
    return bool(person.get("is_admin") or person.get("is_owner"))


def _make_author(person: dict[str, Any]) -> Author:
    profile = person.get("profile", {})
    return Author(
        id=person["id"],
        name=profile.get("display_name") or profile.get("real_name") or person.get("name", ""),
        is_bot=person.get("is_bot", False) or person["id"] == _SLACKBOT,
        is_moderator=is_administrator(person),
    )
