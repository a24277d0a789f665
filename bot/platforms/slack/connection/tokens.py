"""Tokens of an app by their environment names, the connection modes they allow, and their errors."""

from collections.abc import Collection
from enum import Enum

from bot.config.errors import ConfigIssue, SettingsError

BOT, APP, USER = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_USER_TOKEN"
SIGNING = "SLACK_SIGNING_SECRET"
CLIENT, CLIENT_SECRET = "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"

APPS_PAGE = "https://api.slack.com/apps"

NO_ROTATION = (
    "Parley renews tokens of an app that is installed by its link (SLACK_CLIENT_ID). Tokens in .env must not "
    "rotate; Slack cannot switch that off again, so make a new app from deploy/slack-manifest.yaml"
)
"""Advice about token rotation."""

DEAD_TOKEN_CODES = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
)
"""Slack's error codes of a token that no call can be made with."""

_TOKEN_SOURCES = {
    BOT: f"the app's bot token, from OAuth & Permissions at {APPS_PAGE}",
    APP: f"an app-level token with connections:write, from Basic Information at {APPS_PAGE}",
    USER: f"the user token of an administrator, from OAuth & Permissions at {APPS_PAGE}",
}

_TOKEN_ERRORS = {
    "invalid_auth": "a token that Slack does not know",
    "not_authed": "a token that Slack does not know",
    "not_allowed_token_type": "a token of another kind",
    "token_revoked": "a token that was revoked",
    "token_expired": f"a token that has expired, as the app rotates its tokens: {NO_ROTATION}",
    "account_inactive": "a token of somebody who is gone",
    "missing_scope": "a token without connections:write",
}
"""Slack's error codes about a token, in an owner's words; none of them passes by itself."""


class ConnectionMode(Enum):
    """The ways to connect to Slack, each with the tokens it uses."""

    SOCKET = (BOT, APP, USER)
    """Socket Mode: over a websocket that the bot opens."""
    HTTP = (BOT, SIGNING, USER)
    """HTTP events: Slack calls the bot."""
    OAUTH = (CLIENT, CLIENT_SECRET, SIGNING)
    """HTTP events for many workspaces, which install the app by a link."""


def choose_mode(tokens: Collection[str]) -> ConnectionMode:
    """Return the mode that the tokens, by their environment names, are for; SOCKET before HTTP.

    Raises:
        SettingsError: they are of different modes, or one of OAUTH's is missing.
    """
    clients = [name for name in (CLIENT, CLIENT_SECRET) if name in tokens]
    if not clients:
        return ConnectionMode.SOCKET if APP in tokens else ConnectionMode.HTTP
    missing = [name for name in ConnectionMode.OAUTH.value if name not in tokens]
    issues = [ConfigIssue(name, "nothing", f"it, as {clients[0]} is set") for name in missing]
    if APP in tokens:
        allowed = f"none where {clients[0]} is set: workspaces that install by a link need HTTP"
        issues.append(ConfigIssue(APP, "a token", allowed))
    if issues:
        raise SettingsError(issues)
    return ConnectionMode.OAUTH


def is_token_error(code: str) -> bool:
    """Return whether an error code of Slack's says that a token is not valid for any call."""
    return code in _TOKEN_ERRORS


def describe_token_error(code: str) -> str:
    """Describe an error code about a token: "token_revoked" -> "a token that was revoked"."""
    return _TOKEN_ERRORS.get(code, code)


def token_error(token: str, code: str) -> SettingsError:
    """Return the config error for a rejected token, by its environment name, never by its value."""
    return SettingsError([ConfigIssue(token, describe_token_error(code), _TOKEN_SOURCES[token])])
