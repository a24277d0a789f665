"""What Slack's answers mean: done, gone, refused with a remedy, or not yet."""

from collections.abc import Awaitable, Collection, Mapping
from types import MappingProxyType

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.actions import Action, Outcome
from bot.platforms.slack.connection.api_errors import is_passing, read_error
from bot.platforms.slack.connection.tokens import APPS_PAGE, USER, is_about_token

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_LATER = 15.0
"""Seconds until asking again where Slack has trouble of its own."""

_INVITE = 'Write "/invite @Parley" in the channel.'
_ADMINS = (
    f"{USER} must be the token of an owner or administrator who is in this channel, and the workspace "
    "must let them delete: Settings & Permissions > Message Editing and Deletion."
)

_REFUSED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cant_delete_message": ("this workspace does not let that token delete it", _ADMINS),
        "compliance_exports_prevent_deletion": (
            "compliance exports keep every message of this workspace",
            "Only who pays for the workspace can change that; let the policy ask for a warning.",
        ),
        "channel_not_found": ("the channel cannot be seen from here", f"{_INVITE} {_ADMINS}"),
        "not_in_channel": ("Parley is not in the channel", _INVITE),
        "is_archived": ("the channel is archived", "Nobody can write there any more."),
        "restricted_action": (
            "a setting of this workspace forbids it",
            "An owner finds it under Settings & Permissions > Permissions.",
        ),
        "cant_kick_from_general": (
            "nobody can be removed from the channel of the whole workspace",
            "An administrator can deactivate an account.",
        ),
        "cant_kick_self": ("nobody can remove themselves", "Another moderator can."),
        "user_not_in_channel": ("they are not in the channel", "A direct message reaches them."),
        "cannot_dm_bot": ("bots read no direct messages", "Speak with who runs that bot."),
        "messages_tab_disabled": (
            "the app takes no direct messages",
            f"Switch on App Home > Messages Tab at {APPS_PAGE}.",
        ),
        "user_disabled": ("their account is deactivated", "Nobody reads it."),
        "method_not_supported_for_channel_type": ("no channel of this kind allows it", ""),
    }
)
"""In an owner's words, what Slack's errors say and what would help."""


async def attempt(
    call: Awaitable[object], action: Action, *, gone: Collection[str] = ("message_not_found",)
) -> Outcome:
    """Make a call; `gone` are the errors by which nothing is left to do it to.

    What Slack should never answer is a refusal, and loud.
    """
    try:
        await call
    except SlackApiError as error:
        said = read_error(error)
        return Outcome.gone(action) if said in gone else _read(error, said)
    except (TimeoutError, aiohttp.ClientError):
        return Outcome.limited(_LATER)
    return Outcome.done(action)


def _read(error: SlackApiError, said: str) -> Outcome:
    if is_passing(said):
        return Outcome.limited(float(error.response.headers.get("Retry-After", _LATER)))
    if said in _REFUSED:
        return Outcome.refused(*_REFUSED[said])
    if said == "missing_scope":
        needed = error.response.data.get("needed", "")
        remedy = f"Add it under OAuth & Permissions at {APPS_PAGE}, and install the app again."
        return Outcome.refused(f"no scope: {needed}", remedy)
    if is_about_token(said):
        remedy = "Put a new one into .env, and start again: `python -m bot doctor` says which."
        return Outcome.refused(f"Slack no longer takes the token ({said})", remedy)
    log.error("not understood by slack", error=said)
    remedy = (
        "Slack's page on this method says what that means: https://docs.slack.dev/reference/methods"
    )
    return Outcome.refused(f"Slack says {said}", remedy)
