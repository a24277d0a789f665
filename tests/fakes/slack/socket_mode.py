"""Socket Mode: websockets that deliver envelopes, which the app acknowledges or gets again."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack.world import JSON, World
from tests.fakes.waiting import TIMEOUT, Changes


@dataclass
class Envelope:
    """A delivered envelope; `response` is the payload of its acknowledgement."""

    id: str
    body: JSON
    response: JSON | None = None
    acked: asyncio.Event = field(default_factory=asyncio.Event)

    async def ack(self) -> JSON | None:
        """Wait for the acknowledgement, and return its payload."""
        async with asyncio.timeout(TIMEOUT):
            await self.acked.wait()
        return self.response


class SocketModeServer:
    """Server of the app's connections; without one, envelopes wait for the next, as retries."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.sockets: list[web.WebSocketResponse] = []
        self.envelopes: dict[str, Envelope] = {}
        self.connections = 0
        """Connections opened so far."""
        self.is_down = False
        """True if connections are refused; each attempt uses its URL up all the same."""
        self._tickets: set[str] = set()
        self._numbers = count(1)
        self._undelivered: list[Envelope] = []
        self._changes = Changes()

    async def wait_until_connected(self, number: int = 1) -> None:
        """Wait until so many connections were opened."""
        # A process takes a while on a busy machine.
        await self._changes.until(lambda: self.connections >= number)

    async def wait_until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition, evaluated when a connection opens or closes."""
        await self._changes.until(condition)

    def make_ticket(self) -> str:
        """Make the ticket in a URL, which is good for one connection."""
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return ticket

    async def deliver(
        self,
        kind: str,
        payload: JSON,
        *,
        retry: int = 0,
        reason: str = "",
        connection: int = -1,
    ) -> Envelope:
        """Deliver an envelope over one connection, by default the newest."""
        body: JSON = {
            "envelope_id": f"envelope-{next(self._numbers)}",
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            body |= {"retry_attempt": retry, "retry_reason": reason}
        envelope = Envelope(body["envelope_id"], body)
        self.envelopes[envelope.id] = envelope
        try:
            await self.sockets[connection].send_str(json.dumps(body))
        except (IndexError, ConnectionError):  # none is open, or its app has just died
            self._undelivered.append(envelope)
        return envelope

    async def request_reconnect(self, reason: str = "refresh_requested") -> None:
        """Request a reconnect, as Slack does every few hours."""
        await self.sockets[-1].send_str(
            json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})
        )

    async def drop_connections(self) -> None:
        """Close every connection without notice."""
        for socket in list(self.sockets):
            await socket.close()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection, from hello to its close."""
        ticket = request.query["ticket"]
        if ticket not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.remove(ticket)
        if self.is_down:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        self.connections += 1
        hello: dict[str, Any] = {
            "type": "hello",
            "num_connections": len(self.sockets) + 1,
            "connection_info": {"app_id": self.world.app},
            "debug_info": {"host": "fake", "approximate_connection_time": 18060},
        }
        await socket.send_str(json.dumps(hello))
        waiting, self._undelivered = self._undelivered, []
        for envelope in waiting:
            envelope.body |= {"retry_attempt": 1, "retry_reason": "timeout"}
            await socket.send_str(json.dumps(envelope.body))
        self.sockets.append(socket)
        self._changes.notify()
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._acknowledge(json.loads(frame.data))
        self.sockets.remove(socket)
        self._changes.notify()
        return socket

    def _acknowledge(self, acknowledgement: JSON) -> None:
        envelope = self.envelopes[acknowledgement["envelope_id"]]
        envelope.response = acknowledgement.get("payload")
        envelope.acked.set()
