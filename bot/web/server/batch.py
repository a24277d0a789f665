"""Batches: `/batch` of Google's clients, many requests in one of multipart/mixed.

https://developers.google.com/api-client-library/dotnet/guide/batch
"""

import asyncio
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.server.batch_parts import Part, PartAnswer, make_receiver, read_request, split_parts
from bot.web.server.body_size import check_size
from bot.web.server.client_protocols import GOOGLE
from bot.web.server.request_body import read_body
from bot.web.shared.problem import Problem, comment_problem

MAX_PARTS = 1_000
"""Requests in one batch, as Google's client for Python allows."""


class BatchMiddleware:
    """An application that also answers batches: each request in one as if it came alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a batch; give everything else to the application."""
        is_batch = (
            scope["type"] == "http" and scope["method"] == "POST" and _is_batch(scope["path"])
        )
        if not is_batch:
            await self._app(scope, receive, send)
            return
        answer = check_size(scope, may_stream=True) or await self._answer(Request(scope, receive))
        if isinstance(answer, Problem):
            answer = GOOGLE.render(answer, scope)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response | Problem:
        kind = request.headers.get("content-type", "")
        if not kind.lower().startswith("multipart/mixed"):
            return comment_problem("A batch has the type multipart/mixed.", "INVALID_REQUEST")
        body = await read_body(request)
        if isinstance(body, Problem):
            return body
        parts = await asyncio.to_thread(split_parts, kind, body)
        if not 1 <= len(parts) <= MAX_PARTS:
            return comment_problem(f"A batch has 1 to {MAX_PARTS} requests.", "INVALID_REQUEST")
        answers = await asyncio.gather(*(self._answer_part(part, request) for part in parts))
        boundary = f"batch_{uuid4().hex}"
        content = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), each) for each in answers)
        return Response(
            content + f"--{boundary}--\r\n".encode(),
            headers={"content-type": f"multipart/mixed; boundary={boundary}"},
        )

    async def _answer_part(self, part: Part, batch: Request) -> bytes:
        scope = read_request(part.payload, batch.scope)
        answer = PartAnswer()
        if scope is None:
            refusal = comment_problem("A part of a batch is an HTTP request.", "INVALID_REQUEST")
            await GOOGLE.render(refusal, batch.scope)(batch.scope, batch.receive, answer.send)
        else:
            await self._app(scope, make_receiver(scope.pop("parley.body")), answer.send)
        return answer.to_part(part.content_id)


def _is_batch(path: str) -> bool:
    return path == "/batch" or path.startswith("/batch/")
