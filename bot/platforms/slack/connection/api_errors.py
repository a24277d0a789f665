"""What comes from Slack in the place of an answer, and what is said of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.platforms.slack.connection.tokens import blame, is_about_token

UNANSWERED = (SlackApiError, aiohttp.ClientError, TimeoutError)
"""What a call may raise: Slack says no, or nothing at all."""

_PASSING = frozenset(
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


def read_error(error: SlackApiError) -> str:
    """Slack's word for what is wrong, "" where it said none: {"error": "is_archived"} -> "is_archived"."""
    body: Any = getattr(error.response, "data", None)
    return str(body.get("error", "")) if isinstance(body, dict) else ""


def is_passing(said: str) -> bool:
    """Whether it may be well in a minute: Slack has trouble of its own, or asks to wait."""
    return said in _PASSING


def name_error(error: BaseException) -> str:
    """For the log: Slack's word if it said one, "missing_scope", else what happened, "TimeoutError"."""
    said = read_error(error) if isinstance(error, SlackApiError) else ""
    return said or type(error).__name__


@contextmanager
def blaming(token: str) -> Iterator[None]:
    """What shows whether a token is good for anything is asked in here; other errors may pass.

    Raises:
        SettingsError: it is not; the token's name is said, never its value.
    """
    try:
        yield
    except SlackApiError as error:
        if is_about_token(read_error(error)):
            raise blame(token, read_error(error)) from error
        raise
