"""OAuth scopes of the app, each with its reason; `deploy/slack-manifest.yaml` asks for exactly these."""

from collections.abc import Mapping
from types import MappingProxyType

from slack_sdk.web.async_slack_response import AsyncSlackResponse

_HEADER = "x-oauth-scopes"
"""Response header in which Slack lists the scopes of the calling token."""

BOT_SCOPE_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "channels:history": "to read public channels that it is in",
        "channels:join": "to be in every public channel, if the policy says so",
        "channels:manage": "to remove somebody from a public channel, if the policy says so",
        "channels:read": "to find the moderators' channel",
        "chat:write": "to show alerts to the moderators and to warn members",
        "commands": "to offer /toxicity and the menus of messages",
        "files:read": "to read snippets and text files",
        "files:write": "to send reports and exports",
        "groups:history": "to read private channels that it is in",
        "groups:read": "to find the moderators' channel where it is private",
        "groups:write": "to remove somebody from a private channel, if the policy says so",
        "im:history": "to read direct messages to it",
        "im:read": "to read back direct messages written while it was away",
        "im:write": "to tell members why they were acted on",
        "mpim:history": "to read direct messages of several people that it is among",
        "mpim:read": "to read back those of several people written while it was away",
        "usergroups:read": "to know who is in a user group that moderates or is exempt",
        "users:read": "to know names, and who is an administrator",
    }
)
"""Reason for each scope of the bot's token."""

USER_SCOPE_REASONS: Mapping[str, str] = MappingProxyType(
    {"chat:write": "to delete what members wrote, as the administrator whose token it is"}
)
"""Reason for each scope of the administrator's token, which is optional."""


def granted_scopes(response: AsyncSlackResponse) -> frozenset[str]:
    """Return the scopes of the token that a call was made with."""
    return frozenset(response.headers.get(_HEADER, "").replace(" ", "").split(","))
