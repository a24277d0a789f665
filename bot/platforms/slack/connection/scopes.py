"""OAuth scopes of the app, each with its reason; `deploy/slack-manifest.yaml` asks for exactly these."""

from collections.abc import Mapping
from types import MappingProxyType

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.surfaces import SurfaceRules

_HEADER = "x-oauth-scopes"
"""Response header in which Slack lists the scopes of the calling token."""

BOT_SCOPE_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "channels:history": "to read public channels that it is in",
        "channels:join": "to be in every public channel, if the policy says so",
        "channels:manage": "to remove somebody, or a rude topic, from a public channel, if the policy says so",
        "channels:read": "to find the moderators' channel",
        "chat:write": "to show alerts to the moderators and to warn members",
        "commands": "to offer /toxicity and the menus of messages",
        "files:read": "to read snippets, text files, emails and canvases",
        "files:write": "to send reports and exports",
        "groups:history": "to read private channels that it is in",
        "groups:read": "to find the moderators' channel where it is private",
        "groups:write": "to remove somebody, or a rude topic, from a private channel, if the policy says so",
        "im:history": "to read direct messages to it",
        "im:read": "to read back direct messages written while it was away",
        "im:write": "to tell members why they were acted on",
        "mpim:history": "to read direct messages of several people that it is among",
        "mpim:read": "to read back those of several people written while it was away",
        "usergroups:read": "to know who is in a user group that moderates or is exempt",
        "users:read": "to read names and statuses, and to know who is an administrator",
    }
)
"""Reason for each scope of the bot's token."""

REACTIONS_READ = "reactions:read"

MORE_SCOPE_REASONS: Mapping[str, str] = MappingProxyType(
    {REACTIONS_READ: "to read the names of reactions, as `surfaces.reactions` in the policy asks"}
)
"""Reason for each scope that only some policies need: the manifest leaves them out."""

USER_SCOPE_REASONS: Mapping[str, str] = MappingProxyType(
    {"chat:write": "to delete what members wrote, as the administrator whose token it is"}
)
"""Reason for each scope of the administrator's token, which is optional."""


def scope_reasons(rules: SurfaceRules) -> Mapping[str, str]:
    """Return the reason for each scope that the bot's token needs for what the policy has it read."""
    return {**BOT_SCOPE_REASONS, **(MORE_SCOPE_REASONS if rules.reactions else {})}


def granted_scopes(response: AsyncSlackResponse) -> frozenset[str]:
    """Return the scopes of the token that a call was made with."""
    return frozenset(response.headers.get(_HEADER, "").replace(" ", "").split(","))
