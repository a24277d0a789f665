"""The directory of Slack: its workspaces, who administers them, and names as Slack tells them."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlsplit

from cachetools import LRUCache

from bot.domain.authority import Authority
from bot.interactions.replies import Refusal
from bot.interactions.requests import NameKind
from bot.platforms.slack.connection.api_errors import CALL_ERRORS
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.users import Users
from bot.runtime.directory import Community, Standing

_MAX_CHANNELS = 5_000
"""Names of channels that are remembered."""

_NOT_SIGNED_IN = Refusal(
    "Parley is not signed in to this workspace now", "install the app there again"
)
_NO_ANSWER = Refusal("Slack does not say now who you are", "try again in a moment")


class WorkspaceDirectory:
    """The directory of the workspaces that the bot is signed in to."""

    def __init__(self, workspaces: Workspaces, users: Users) -> None:
        self._workspaces = workspaces
        self._users = users
        self._channels: LRUCache[tuple[str, str], str] = LRUCache(_MAX_CHANNELS)

    def communities(self) -> Sequence[Community]:
        """Return the workspaces by the first part of their address: "club" of club.slack.com."""
        names = {each.id: _name(each) for each in self._workspaces.all()}
        return [
            Community(each, names[each]) for each in sorted(names, key=lambda each: names[each])
        ]

    async def find_standing(self, community: str, person: str) -> Standing | Refusal | None:
        """Ask Slack for a person, as it told of them in the last minute."""
        workspace = self._workspaces.find(community)
        if workspace is None:
            return _NOT_SIGNED_IN
        by = await self._users.find_recent(workspace, person)
        if not by.is_known:
            return _NO_ANSWER
        return Standing(by, Authority.full() if by.is_moderator else Authority())

    async def find_names(
        self, kind: NameKind, ids: Collection[str], community: str
    ) -> Mapping[str, str]:
        """Return the names of channels or people; those of user groups stay ids."""
        workspace = self._workspaces.find(community)
        if workspace is None or kind is NameKind.ROLE:
            return {}
        find = self._find_channel if kind is NameKind.CHANNEL else self._find_person
        wanted = [each for each in dict.fromkeys(ids) if each]
        names = await asyncio.gather(*(find(workspace, each) for each in wanted))
        return {each: name for each, name in zip(wanted, names, strict=True) if name}

    async def _find_person(self, workspace: Workspace, person: str) -> str:
        author = await self._users.find(workspace, person)
        return author.name if author.is_known else ""

    async def _find_channel(self, workspace: Workspace, channel: str) -> str:
        key = (workspace.id, channel)
        if key not in self._channels:
            try:
                response = await workspace.web.conversations_info(channel=channel)
            except CALL_ERRORS:
                return ""
            self._channels[key] = response["channel"].get("name", "")
        return self._channels[key]


def _name(workspace: Workspace) -> str:
    host = urlsplit(workspace.url).hostname or ""
    return host.partition(".")[0] or workspace.id
