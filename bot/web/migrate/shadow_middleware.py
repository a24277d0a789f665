"""Shadow middleware: `comments:analyze` answered by ours or by Perspective, and recorded from both."""

import asyncio
from typing import Literal

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.migrate.shadow import Shadow
from bot.web.server.request_body import decompress
from bot.web.server.tolerant_json import parse_json

ANSWER_HEADER = "X-Parley-Answer"
"""Header of an answer that is Perspective's."""

_PATH = "/v1alpha1/comments:analyze"
_OK = 200

_PATIENCE_SECONDS = 2.0
"""Time that a client waits for Perspective's answer before it gets ours."""

_OUR_FIELDS = ("modelVersion", "model_version")
"""Fields of a request that Perspective does not know, and would refuse."""


class ShadowMiddleware:
    """An API whose analyzed comments also go to Perspective. Errors are always ours."""

    def __init__(
        self,
        app: ASGIApp,
        shadow: Shadow,
        *,
        answers: Literal["ours", "theirs"],
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        self._app = app
        self._shadow = shadow
        self._is_theirs = answers == "theirs"
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and submit what was analyzed."""
        if scope["type"] == "lifespan":
            async with self._shadow.running():
                await self._app(scope, receive, send)
        elif scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != _PATH:
            await self._app(scope, receive, send)
        else:
            await self._analyze(scope, receive, send)

    async def _analyze(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, answer = _Parts(), _Parts()

        async def read() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                body.take(message)
            return message

        async def keep(message: Message) -> None:
            answer.take(message)

        await self._app(scope, read, keep)
        if answer.start["status"] == _OK:
            request = _to_original(body.content, Headers(scope=scope))
            theirs = self._shadow.submit(request, answer.content)
            if self._is_theirs and self._shadow.is_answering:
                await self._wait_for(theirs, answer)
        await send(answer.start)
        await send({"type": "http.response.body", "body": answer.content})

    async def _wait_for(self, theirs: asyncio.Future[bytes | None], answer: "_Parts") -> None:
        """Put Perspective's answer in the place of ours, if it comes in time."""
        await asyncio.wait([theirs], timeout=self._patience)
        content = theirs.result() if theirs.done() else None
        if content is not None:
            answer.content = content
            headers = MutableHeaders(raw=answer.start["headers"])
            headers["content-length"] = str(len(content))
            headers[ANSWER_HEADER] = "perspective"


def _to_original(body: bytes, headers: Headers) -> bytes:
    """Return a request that ours answered as Perspective takes it: strict JSON, no field of our own."""
    plain = decompress(body, headers)
    request = parse_json(plain) if isinstance(plain, bytes) else None
    fields = request.items() if isinstance(request, dict) else ()
    return orjson.dumps({name: value for name, value in fields if name not in _OUR_FIELDS})


class _Parts:
    """The parts of a body, put together, and the start of an answer."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.content = b""

    def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.content += message.get("body", b"")
