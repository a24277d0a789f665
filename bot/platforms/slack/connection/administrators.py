"""Administrators: the users of a workspace who may delete other members' messages."""

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.connection.api_errors import error_code, error_name, is_transient
from bot.platforms.slack.connection.workspaces import Workspace

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_GUEST_FLAGS = ("is_stranger", "is_restricted", "is_ultra_restricted")
"""Flags of people of another workspace, and of guests in this one."""

_PAGE_SIZE = 200
"""People a page: what Slack recommends."""

_PRIMARY_OWNER = 2
"""The rank of a workspace's primary owner, above an owner and an administrator."""


def is_administrator(user: Mapping[str, Any], team: str) -> bool:
    """Return whether a user object of `users.info` is of an administrator or an owner of this workspace.

    Of channels that are shared with another company, its people are shown here too, and so may be
    their own administrators: they are nobody's here.
    """
    if not (user.get("is_admin") or user.get("is_owner")) or user.get("deleted"):
        return False
    is_guest = any(user.get(kind) for kind in _GUEST_FLAGS)
    teams = (user.get("team_id"), *(user.get("enterprise_user") or {}).get("teams", ()))
    return not is_guest and team in teams


async def may_delete(web: AsyncWebClient, user: str, *, team: str) -> bool:
    """Ask Slack whether a user may delete what others of a workspace write; False for an unknown user.

    Raises:
        SlackApiError: Slack cannot say at the moment.
    """
    try:
        return is_administrator((await web.users_info(user=user))["user"], team)
    except SlackApiError as error:
        if is_transient(error_code(error)):
            raise
        log.warning("a person is not known", user=user, error=error_name(error))
        return False


async def find_administrator(workspace: Workspace) -> str | None:
    """Return the id of an administrator to write to: the primary owner, else an owner, else any.

    Raises:
        SlackApiError: Slack does not say.
    """
    found: dict[int, str] = {}
    pages = await workspace.web.users_list(limit=_PAGE_SIZE)
    async for page in pages:
        for user in page["members"]:
            if is_administrator(user, workspace.id) and not user.get("is_bot"):
                rank = sum(bool(user.get(kind)) for kind in ("is_owner", "is_primary_owner"))
                found.setdefault(rank, user["id"])
        if _PRIMARY_OWNER in found:
            break
    return found[max(found)] if found else None
