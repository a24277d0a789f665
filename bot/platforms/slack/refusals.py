"""What Slack's answers mean: done, gone, refused with a remedy, or not yet."""

from collections.abc import Awaitable, Mapping
from types import MappingProxyType

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.actions import Action, Outcome
from bot.platforms.slack.tokens import is_about_token

_LATER = 15.0
"""Seconds until asking again where Slack has trouble of its own."""

_GONE = frozenset({"message_not_found", "not_in_channel", "user_not_found", "user_not_in_channel"})

_TROUBLE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})

REFUSED: Mapping[str, tuple[str, str]] = MappingProxyType({})


async def attempt(call: Awaitable[object], action: Action) -> Outcome:
    """Make a call. What Slack should never answer is raised."""
    try:
        await call
    except SlackApiError as error:
        return _read(error, action)
    except (TimeoutError, aiohttp.ClientError):
        return Outcome.limited(_LATER)
    return Outcome.done(action)


def _read(error: SlackApiError, action: Action) -> Outcome:
    said = error.response["error"]
    if said == "ratelimited":
        return Outcome.limited(float(error.response.headers.get("Retry-After", _LATER)))
    if said in _TROUBLE:
        return Outcome.limited(_LATER)
    if said in _GONE:
        return Outcome.gone(action)
    if said == "missing_scope":
        needed = error.response["needed"]
        return Outcome.refused(
            f"no scope: {needed}", f"Give the app {needed}, and install it again."
        )
    if is_about_token(said) or said in REFUSED:
        return Outcome.refused(said, "See deploy/slack.md")
    raise error
