"""Names of a workspace's people, user groups and channels, looked up by id or as they are shown."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.interactions.replies import Refusal
from bot.interactions.requests import NameKind
from bot.platforms.shared.unknown_names import choose_only
from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_code, error_name
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.channels import list_joined

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PAGE_SIZE = 200
"""People a page: what Slack recommends."""

_NOT_FOUND = frozenset({"user_not_found", "channel_not_found", "users_not_found"})

_REMEDIES = {
    NameKind.MEMBER: "mention them with @, or give the member ID from their profile",
    NameKind.ROLE: "give the group's ID: it begins with S, and stands in the group's address",
    NameKind.CHANNEL: "mention it with #, or give its ID; a private one needs me in it",
}


async def resolve_name(workspace: Workspace, kind: NameKind, written: str) -> str | Refusal:
    """Return the id of a person, a user group or a channel."""
    try:
        found = await _FINDERS[kind](workspace, written)
    except CALL_ERRORS as error:
        log.warning("a name is not known", kind=kind.value, error=error_name(error))
        return Refusal("Slack does not say what that name stands for", "try again in a moment")
    return choose_only(kind, written, found, remedy=_REMEDIES[kind])


async def _find_people(workspace: Workspace, written: str) -> list[str]:
    if await _exists(workspace.web.users_info(user=written)):
        return [written]
    name, pages = written.casefold(), await workspace.web.users_list(limit=_PAGE_SIZE)
    return [user["id"] async for page in pages for user in page["members"] if name in _names(user)]


async def _find_groups(workspace: Workspace, written: str) -> list[str]:
    try:
        response = await workspace.web.usergroups_list(include_users=True)
    except SlackApiError as error:
        if error_code(error) == "plan_upgrade_required":
            return []  # a free plan has none
        raise
    groups = response["usergroups"]
    return [each["id"] for each in groups if written in (each["id"], each.get("handle"))]


async def _find_channels(workspace: Workspace, written: str) -> list[str]:
    if await _exists(workspace.web.conversations_info(channel=written)):
        return [written]
    joined = await list_joined(workspace, "public_channel", "private_channel")
    return [channel["id"] for channel in joined if channel["name"] == written]


async def _exists(call: Awaitable[object]) -> bool:
    try:
        await call
    except SlackApiError as error:
        if error_code(error) in _NOT_FOUND:
            return False
        raise
    return True


def _names(user: dict[str, Any]) -> set[str]:
    profile = user.get("profile", {})
    names = (user.get("name"), profile.get("display_name"), profile.get("real_name"))
    return {name.casefold() for name in names if name}


_FINDERS: dict[NameKind, Callable[[Workspace, str], Awaitable[list[str]]]] = {
    NameKind.MEMBER: _find_people,
    NameKind.ROLE: _find_groups,
    NameKind.CHANNEL: _find_channels,
}
