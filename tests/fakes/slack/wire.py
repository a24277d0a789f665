"""Socket Mode: websockets that bring envelopes, which are acknowledged or brought again."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack.world import JSON, World
from tests.fakes.waiting import Changes


@dataclass
class Envelope:
    """Something that was brought, and what was answered; `response` is the payload of the answer."""

    id: str
    body: JSON
    response: JSON | None = None
    acked: asyncio.Event = field(default_factory=asyncio.Event)

    async def ack(self) -> JSON | None:
        """What it was acknowledged with, once it was."""
        async with asyncio.timeout(5):
            await self.acked.wait()
        return self.response


class Wire:
    """Every connection of the app. What comes while there is none waits for the next, as a retry."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.sockets: list[web.WebSocketResponse] = []
        self.envelopes: dict[str, Envelope] = {}
        self.connections = 0
        """How many there have been."""
        self.is_down = False
        """Whether nobody is let in; an address that was tried meanwhile is spent."""
        self._tickets: set[str] = set()
        self._numbers = count(1)
        self._waiting: list[Envelope] = []
        self._changes = Changes()

    async def until_connected(self, number: int = 1) -> None:
        """Wait until there have been so many connections."""
        # A process takes a while on a busy machine.
        await self._changes.until(lambda: self.connections >= number, patience=60)

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so; it is looked at when a connection has come or gone."""
        await self._changes.until(is_so)

    def make_ticket(self) -> str:
        """Part of an address, which is good for one connection."""
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return ticket

    async def bring(
        self,
        kind: str,
        payload: JSON,
        *,
        retry: int = 0,
        reason: str = "",
        on: int = -1,
    ) -> Envelope:
        """Bring an envelope over one connection, the newest unless said otherwise."""
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
        if self.sockets:
            await self.sockets[on].send_str(json.dumps(body))
        else:
            self._waiting.append(envelope)
        return envelope

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """As Slack does every few hours: it says so, and the client opens another connection."""
        await self.sockets[-1].send_str(
            json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})
        )

    async def drop(self) -> None:
        """Close every connection without a word."""
        for socket in list(self.sockets):
            await socket.close()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from hello to the end."""
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
        waiting, self._waiting = self._waiting, []
        for envelope in waiting:
            envelope.body |= {"retry_attempt": 1, "retry_reason": "timeout"}
            await socket.send_str(json.dumps(envelope.body))
        self.sockets.append(socket)
        self._changes.tell()
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._take(json.loads(frame.data))
        self.sockets.remove(socket)
        self._changes.tell()
        return socket

    def _take(self, said: JSON) -> None:
        envelope = self.envelopes[said["envelope_id"]]
        envelope.response = said.get("payload")
        envelope.acked.set()
