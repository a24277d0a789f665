"""A fake of PluralKit's API on loopback, which says who wrote a proxied message."""

from types import TracebackType
from typing import Self

from aiohttp import web

from tests.fakes.listening import listen


class FakePluralKit:
    """PluralKit's API: `senders` by message; those in `unready` are unknown the first time."""

    def __init__(self) -> None:
        self.senders: dict[str, str] = {}
        self.unready: set[str] = set()
        self.status = 200
        """The status of all answers; a test may let it fail."""
        self.asked: list[str] = []

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/v2/messages/{message}", self._get_message)
        self._runner, port = await listen(app)
        self.url = f"http://127.0.0.1:{port}/v2"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    async def _get_message(self, request: web.Request) -> web.Response:
        assert "Parley" in request.headers["User-Agent"]  # PluralKit asks for a name
        message = request.match_info["message"]
        self.asked.append(message)
        if self.status != web.HTTPOk.status_code:
            return web.Response(status=self.status)
        if message in self.unready:
            self.unready.discard(message)
            raise web.HTTPNotFound
        if message not in self.senders:
            raise web.HTTPNotFound
        return web.json_response({"id": message, "sender": self.senders[message]})
