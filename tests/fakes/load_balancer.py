"""A load balancer on loopback: passes each request on to the next of several servers."""

from collections.abc import Sequence
from itertools import cycle
from types import TracebackType
from typing import Self

from aiohttp import ClientConnectionError, ClientSession, web

from tests.fakes.listening import listen

_OF_A_CONNECTION = frozenset({"connection", "content-length", "host", "transfer-encoding"})
"""Headers that are about one connection, and not passed on."""


class LoadBalancer:
    """A balancer over servers on these ports of this machine; async context manager.

    `passed` has the port of each request that was passed on, in order.
    """

    def __init__(self, ports: Sequence[int]) -> None:
        self.passed: list[int] = []
        self._ports = ports
        self._next = cycle(ports)

    async def __aenter__(self) -> Self:
        self._session = ClientSession()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner, self.port = await listen(app)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def wait_until_up(self) -> None:
        """Wait until each server takes connections."""
        for port in self._ports:
            while not await self._is_up(port):
                pass

    async def _is_up(self, port: int) -> bool:
        try:
            async with self._session.get(f"http://127.0.0.1:{port}/"):
                return True
        except ClientConnectionError:
            return False

    async def _pass_on(self, request: web.Request) -> web.Response:
        port = next(self._next)
        self.passed.append(port)
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _OF_A_CONNECTION}
        async with self._session.request(
            request.method,
            f"http://127.0.0.1:{port}{request.path_qs}",
            headers=headers,
            data=await request.read(),
            allow_redirects=False,
        ) as answer:
            kept = [(k, v) for k, v in answer.headers.items() if k.lower() not in _OF_A_CONNECTION]
            response = web.Response(status=answer.status, body=await answer.read())
            for name, value in kept:
                if name.lower() == "content-type":
                    response.headers[name] = value
                else:
                    response.headers.add(name, value)
            return response
