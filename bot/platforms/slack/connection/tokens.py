"""The tokens of an app, by the environment's names, and what is wrong with them in an owner's words."""

from collections.abc import Collection
from enum import Enum

from bot.config.errors import ConfigIssue, SettingsError

BOT, APP, USER = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_USER_TOKEN"
SIGNING = "SLACK_SIGNING_SECRET"
CLIENT, CLIENT_SECRET = "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"

APPS_PAGE = "https://api.slack.com/apps"

_WHERE = {
    BOT: f"the app's bot token, from OAuth & Permissions at {APPS_PAGE}",
    APP: f"an app-level token with connections:write, from Basic Information at {APPS_PAGE}",
    USER: f"the user token of an administrator, from OAuth & Permissions at {APPS_PAGE}",
}

_WRONG = {
    "invalid_auth": "a token that Slack does not know",
    "not_authed": "a token that Slack does not know",
    "not_allowed_token_type": "a token of another kind",
    "token_revoked": "a token that was revoked",
    "token_expired": "a token that has expired",
    "account_inactive": "a token of somebody who is gone",
    "missing_scope": "a token without connections:write",
}
"""What Slack says of a token, and what that means. None of it mends itself."""


class ConnectionMode(Enum):
    """How Slack is connected with, and which tokens that takes and may take."""

    SOCKET = (BOT, APP, USER)
    """Over a websocket that we open."""
    HTTP = (BOT, SIGNING, USER)
    """Slack calls us."""
    MANY = (CLIENT, CLIENT_SECRET, SIGNING)
    """The same, for every workspace that installs the app by a link."""


def choose_mode(tokens: Collection[str]) -> ConnectionMode:
    """The way that the tokens are for, by the environment's names; by a websocket, if both are possible.

    Raises:
        SettingsError: some of them are for one way, and some for another.
    """
    clients = [name for name in (CLIENT, CLIENT_SECRET) if name in tokens]
    if not clients:
        return ConnectionMode.SOCKET if APP in tokens else ConnectionMode.HTTP
    lacking = [name for name in ConnectionMode.MANY.value if name not in tokens]
    mistakes = [ConfigIssue(name, "nothing", f"it, as {clients[0]} is set") for name in lacking]
    if APP in tokens:
        allowed = f"none where {clients[0]} is set: workspaces that install by a link need HTTP"
        mistakes.append(ConfigIssue(APP, "a token", allowed))
    if mistakes:
        raise SettingsError(mistakes)
    return ConnectionMode.MANY


def is_about_token(error: str) -> bool:
    """Whether an error says that a token is no good, whatever it is used for."""
    return error in _WRONG


def blame(token: str, error: str) -> SettingsError:
    """What an owner is told of a token: by its name, never by its value."""
    return SettingsError([ConfigIssue(token, _WRONG.get(error, error), _WHERE[token])])
