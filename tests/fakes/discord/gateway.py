"""The gateway: a websocket compressed by zlib-stream, with heartbeats, IDENTIFY and RESUME."""

import asyncio
import json
import zlib
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord.world import MESSAGE_CONTENT, TOKEN, World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014
HEARTBEAT_EVERY = 41_250
"""Milliseconds, as Discord's."""


class Session:
    """What one IDENTIFY began. It outlives its socket, so that a RESUME finds what was missed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.events: list[dict[str, Any]] = []
        self.socket: Socket | None = None

    async def tell(self, event: str, payload: Any) -> None:
        """Number an event, remember it, and send it if somebody listens."""
        told = {"op": DISPATCH, "s": len(self.events) + 1, "t": event, "d": payload}
        self.events.append(told)
        if self.socket:
            await self.socket.send(told)


class Socket:
    """One connection, all of whose frames are one zlib stream."""

    def __init__(self, response: web.WebSocketResponse) -> None:
        self.response = response
        self._stream = zlib.compressobj()

    async def send(self, frame: dict[str, Any]) -> None:
        """Compress a frame onto the stream."""
        packed = self._stream.compress(json.dumps(frame).encode())
        packed += self._stream.flush(zlib.Z_SYNC_FLUSH)
        if not self.response.closed:
            await self.response.send_bytes(packed)


class Gateway:
    """Everyone who is connected. `log` keeps the operations that clients sent, heartbeats too."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.sessions: list[Session] = []
        self.log: list[int] = []
        self.intents = 0
        self.identifies = 0
        self.token = TOKEN
        """What an IDENTIFY must say; a test may reset it, after REST has taken the one before."""
        self._has_session = asyncio.Event()

    async def until_connected(self) -> None:
        """Wait for the first session."""
        await self._has_session.wait()

    async def tell(self, event: str, payload: Any) -> None:
        """Tell every session of something that happened."""
        for session in self.sessions:
            await session.tell(event, payload)

    async def drop(self, *, code: int = 1006) -> None:
        """Close every socket; the sessions can be resumed."""
        for session in self.sessions:
            if session.socket:
                socket, session.socket = session.socket, None
                await socket.response.close(code=code)

    async def forget(self) -> None:
        """End every session: a RESUME finds nothing, and what happened meanwhile is never told."""
        sessions, self.sessions = self.sessions, []
        for session in sessions:
            if session.socket:
                await session.socket.response.close(code=1006)

    async def ask_to_reconnect(self) -> None:
        """As Discord does before it restarts a server."""
        for session in self.sessions:
            if session.socket:
                socket, session.socket = session.socket, None
                await socket.send({"op": RECONNECT, "d": None, "s": None, "t": None})

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One client's connection, from HELLO to the end."""
        assert request.query["compress"] == "zlib-stream"
        response = web.WebSocketResponse(autoping=True)
        await response.prepare(request)
        socket = Socket(response)
        await socket.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_EVERY}})
        async for frame in response:
            if frame.type is WSMsgType.TEXT:
                said = json.loads(frame.data)
                self.log.append(said["op"])
                await self._answer(socket, said)
        for session in self.sessions:
            if session.socket is socket:
                session.socket = None
        return response

    async def _answer(self, socket: Socket, said: dict[str, Any]) -> None:
        if said["op"] == HEARTBEAT:
            await socket.send({"op": ACK})
        elif said["op"] == IDENTIFY:
            await self._identify(socket, said["d"])
        elif said["op"] == RESUME:
            await self._resume(socket, said["d"])

    async def _identify(self, socket: Socket, said: dict[str, Any]) -> None:
        self.identifies += 1
        if said["token"] != self.token:
            await socket.response.close(code=AUTHENTICATION_FAILED)
            return
        self.intents = said["intents"]
        if said["intents"] & MESSAGE_CONTENT & ~self.world.allowed_intents:
            await socket.response.close(code=DISALLOWED_INTENTS)
            return
        session = Session(f"session-{len(self.log)}")
        session.socket = socket
        guilds = self.world.guilds
        ready = {
            "v": 10,
            "user": self.world.bot,
            "guilds": [{"id": guild, "unavailable": True} for guild in guilds],
            "session_id": session.name,
            "resume_gateway_url": self.url,
            "shard": said["shard"],
            "application": {"id": self.world.bot["id"], "flags": 0},
        }
        await session.tell("READY", ready)
        for guild in guilds.values():
            await session.tell("GUILD_CREATE", guild)
        self.sessions.append(session)
        self._has_session.set()

    async def _resume(self, socket: Socket, said: dict[str, Any]) -> None:
        for session in self.sessions:
            if session.name == said["session_id"]:
                for event in session.events[said["seq"] :]:
                    await socket.send(event)
                session.socket = socket
                await session.tell("RESUMED", {})
                return
        await socket.send({"op": INVALID, "d": False, "s": None, "t": None})
