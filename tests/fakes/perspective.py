"""Google's Perspective on loopback: it scores as it is told, is slow, limits, or goes away."""

import asyncio
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.listening import listen
from tests.fakes.waiting import Changes

KEY = "AIza-invented"


class FakePerspective:
    """A server that listens while it is entered. `score` is what every attribute gets."""

    def __init__(self, *, score: float = 0.25, status: int = 200) -> None:
        self.score = score
        self.status = status
        self.asked: list[dict[str, Any]] = []
        self.is_held = False
        """While set, requests are taken and not answered."""
        self.released = asyncio.Event()
        self._changes = Changes()

    @property
    def address(self) -> str:
        """Its address, with a key."""
        return f"http://127.0.0.1:{self._port}/v1alpha1/comments:analyze?key={KEY}"

    async def until_asked(self, times: int) -> None:
        """Wait until it was asked so often."""
        await self._changes.until(lambda: len(self.asked) >= times)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/v1alpha1/comments:analyze", self._analyze)
        self._runner, self._port = await listen(app)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.released.set()
        await self._runner.cleanup()

    async def _analyze(self, request: web.Request) -> web.Response:
        assert request.query["key"] == KEY
        asked = await request.json()
        self.asked.append(asked)
        self._changes.notify()
        if self.is_held:
            await self.released.wait()
        if self.status != 200:
            problem = {"code": self.status, "message": "Quota exceeded", "status": "x"}
            return web.json_response({"error": problem}, status=self.status)
        value = {"value": self.score, "type": "PROBABILITY"}
        scores = {name: {"summaryScore": value} for name in asked["requestedAttributes"]}
        return web.json_response({"attributeScores": scores, "languages": ["en"]})
