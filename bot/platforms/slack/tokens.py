"""The tokens of an app, by the environment's names, and what is wrong with them in an owner's words."""

from bot.mistakes import Mistake, SettingsError

BOT, APP, USER = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_USER_TOKEN"

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


def is_about_token(error: str) -> bool:
    """Whether an error says that a token is no good, whatever it is used for."""
    return error in _WRONG


def blame(token: str, error: str) -> SettingsError:
    """What an owner is told of a token: by its name, never by its value."""
    return SettingsError([Mistake(token, _WRONG.get(error, error), _WHERE[token])])
