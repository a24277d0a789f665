"""Who somebody is: their name, and whether they moderate, as Slack's messages do not say."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.message import Author
from bot.platforms.slack.groups import Groups
from bot.platforms.slack.workspaces import Workspace

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


class People:
    """Asks Slack once an hour for somebody; `now` is a clock in seconds that never goes back."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: OrderedDict[tuple[str, str], _Known] = OrderedDict()
        self._groups = Groups(now=now)

    async def find(self, workspace: Workspace, user: str) -> Author:
        """Who this is in a workspace. Whom Slack does not tell of is a member without a name."""
        author = await self._find(workspace, user)
        return replace(author, roles=await self._groups.of(workspace, user))

    async def _find(self, workspace: Workspace, user: str) -> Author:
        known = self._known.get((workspace.id, user))
        if known and self._now() < known.until:
            return known.author
        try:
            answer = await workspace.web.users_info(user=user)
        except SlackApiError as error:
            log.warning("a person is not known", user=user, error=error.response["error"])
            return known.author if known else Author(id=user, name=user)
        except (TimeoutError, aiohttp.ClientError) as error:
            log.warning("a person is not known", user=user, error=type(error).__name__)
            return known.author if known else Author(id=user, name=user)
        author = _make_author(answer["user"])
        self._known[workspace.id, user] = _Known(author, self._now() + _FRESH)
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


def _make_author(person: dict[str, Any]) -> Author:
    profile = person.get("profile", {})
    return Author(
        id=person["id"],
        name=profile.get("display_name") or profile.get("real_name") or person.get("name", ""),
        is_bot=person.get("is_bot", False) or person["id"] == _SLACKBOT,
        is_moderator=person.get("is_admin", False) or person.get("is_owner", False),
    )
