"""Outcomes of Web API calls: done, gone, refused with a remedy, or rate limited."""

from collections.abc import Awaitable, Collection

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.actions import Action, Outcome
from bot.platforms.slack.connection.api_errors import error_code, is_transient
from bot.platforms.slack.connection.refusals import OWN_MISTAKE, explain_code, unknown_refusal
from bot.platforms.slack.connection.token_watch import TOKEN_PAUSE, DeadTokenError
from bot.platforms.slack.connection.tokens import APPS_PAGE, is_token_error

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_RETRY_AFTER = 15.0
"""Seconds to wait where Slack fails without naming a time."""


async def attempt(
    call: Awaitable[object], action: Action, *, gone: Collection[str] = ("message_not_found",)
) -> Outcome:
    """Await a call, and return its outcome; the codes in `gone` mean that its object is gone.

    Unexpected error codes are logged as errors and returned as a refusal.
    """
    try:
        await call
    except DeadTokenError:  # what was to be done is done with a token that works
        return Outcome.limited(TOKEN_PAUSE)
    except SlackApiError as error:
        code = error_code(error)
        return Outcome.gone(action) if code in gone else _error_outcome(error, code)
    except (TimeoutError, aiohttp.ClientError):
        return Outcome.limited(_RETRY_AFTER)
    return Outcome.done(action)


def _error_outcome(error: SlackApiError, code: str) -> Outcome:
    if is_transient(code):
        return Outcome.limited(float(error.response.headers.get("Retry-After", _RETRY_AFTER)))
    if refusal := explain_code(code):
        if refusal == OWN_MISTAKE:
            log.error("not understood by slack", error=code)
        return refusal
    if code == "missing_scope":
        needed = error.response.data.get("needed", "")
        remedy = f"Add it under OAuth & Permissions at {APPS_PAGE}, and install the app again."
        return Outcome.refused(f"no scope: {needed}", remedy)
    if is_token_error(code):
        remedy = "Put a new one into .env, and start again: `python -m bot doctor` says which."
        return Outcome.refused(f"Slack no longer takes the token ({code})", remedy)
    log.error("not understood by slack", error=code)
    return unknown_refusal()
