"""Paced client: a client whose calls keep to Slack's rate limits, and all of which wait where Slack asks one to."""

from http import HTTPStatus
from typing import Any

from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms.slack.connection.request_pace import WorkspacePace


class PacedClient(AsyncWebClient):
    """A client that calls at the pace of its workspace, or at any without one.

    It retries once after a broken connection or a rate limit.
    """

    def __init__(self, token: str, *, pace: WorkspacePace | None, **options: Any) -> None:
        limits: AsyncRetryHandler = (
            _PausingRetryHandler(pace) if pace else AsyncRateLimitErrorRetryHandler()
        )
        handlers = [AsyncConnectionErrorRetryHandler(), limits]
        super().__init__(token, retry_handlers=handlers, **options)
        self._pace = pace

    async def api_call(self, api_method: str, *args: Any, **options: Any) -> AsyncSlackResponse:
        """Call a method once it is its turn."""
        if self._pace is None:
            return await super().api_call(api_method, *args, **options)
        body = options.get("json") or options.get("params") or {}
        async with self._pace.turn(api_method, channel=str(body.get("channel", ""))):
            return await super().api_call(api_method, *args, **options)


class _PausingRetryHandler(AsyncRateLimitErrorRetryHandler):
    """Retry after a rate limit, before which no other call of the method begins."""

    def __init__(self, pace: WorkspacePace) -> None:
        super().__init__()
        self._pace = pace

    async def can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        """Return whether to call once more; in any case let others wait as long as Slack asks."""
        if response is not None and response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            headers = {name.lower(): values for name, values in response.headers.items()}
            seconds = float(headers.get("retry-after", ["1"])[0])
            self._pace.pause(request.url.rpartition("/")[2], seconds=seconds)
        return await super().can_retry_async(
            state=state, request=request, response=response, error=error
        )
