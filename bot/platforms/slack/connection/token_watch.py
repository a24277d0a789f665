"""Token watch: a bot's client that notices when Slack takes its token no longer, and then asks no more than it must."""

import time
from collections.abc import Callable
from typing import Any, TypeAlias

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.slack.connection.paced_client import PacedClient
from bot.platforms.slack.connection.tokens import DEAD_TOKEN_CODES

TOKEN_PAUSE = 60.0
"""Seconds between two calls with a token that Slack refuses."""

ReportToken: TypeAlias = Callable[[str], object]
"""Called with Slack's error code where it refuses the token, and with "" once it takes it again."""


class DeadTokenError(SlackApiError):
    """A call that waits for a token that works: Slack refuses the bot's own."""

    def __init__(self, response: object) -> None:
        super().__init__("the token is refused", response)  # type: ignore[no-untyped-call]


class WatchedClient(PacedClient):
    """A client of the bot's token; every call with a refused one raises `DeadTokenError`, most of them unsent."""

    def __init__(
        self,
        *args: Any,
        report: ReportToken,
        timer: Callable[[], float] = time.monotonic,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._report = report
        self._timer = timer
        self._refusal: DeadTokenError | None = None
        self._next_try_at = 0.0

    async def api_call(self, api_method: str, *args: Any, **options: Any) -> AsyncSlackResponse:
        """Call a method, unless the token was refused within the last minute."""
        if self._refusal and self._timer() < self._next_try_at:
            raise self._refusal
        self._next_try_at = self._timer() + TOKEN_PAUSE
        try:
            response = await super().api_call(api_method, *args, **options)
        except SlackApiError as error:
            code = _error_code(error)
            if code not in DEAD_TOKEN_CODES:
                raise
            refusal = DeadTokenError(error.response)
            if self._refusal is None:
                self._report(code)
            self._refusal = refusal
            raise refusal from error
        if self._refusal:
            self._refusal = None
            self._report("")
        return response


def _error_code(error: SlackApiError) -> str:
    body: Any = getattr(error.response, "data", None)
    return str(body.get("error", "")) if isinstance(body, dict) else ""
