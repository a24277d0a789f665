"""API errors: the codes that Slack answers instead of a result, and which of them pass by themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.platforms.slack.connection.tokens import is_token_error, token_error

CALL_ERRORS = (SlackApiError, aiohttp.ClientError, TimeoutError)
"""Exceptions that a call of the Web API may raise: Slack refuses it, or does not answer."""

_TRANSIENT = frozenset(
    {
        "",
        "fatal_error",
        "internal_error",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)


def error_code(error: SlackApiError) -> str:
    """Return Slack's error code, "" where it gave none: {"error": "is_archived"} -> "is_archived"."""
    body: Any = getattr(error.response, "data", None)
    return str(body.get("error", "")) if isinstance(body, dict) else ""


def is_transient(code: str) -> bool:
    """Return whether the call may succeed in a minute: an outage on Slack's side, or a rate limit."""
    return code in _TRANSIENT


def error_name(error: BaseException) -> str:
    """Return what to log: Slack's error code "missing_scope" if any, else the type "TimeoutError"."""
    code = error_code(error) if isinstance(error, SlackApiError) else ""
    return code or type(error).__name__


@contextmanager
def report_bad_token(token: str) -> Iterator[None]:
    """Raise Slack's errors about a token as a config error; let all other errors through.

    Raises:
        SettingsError: the token is not valid; its environment name is said, never its value.
    """
    try:
        yield
    except SlackApiError as error:
        if is_token_error(error_code(error)):
            raise token_error(token, error_code(error)) from error
        raise
