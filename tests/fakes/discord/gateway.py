"""The gateway: a websocket compressed as a zlib stream, with heartbeats, IDENTIFY and RESUME."""

import asyncio
import json
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord.payloads import MESSAGE_CONTENT
from tests.fakes.discord.world import TOKEN, World
from tests.fakes.waiting import TIMEOUT

DISPATCH, HEARTBEAT, IDENTIFY, RESUME = 0, 1, 2, 6
RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 9, 10, 11
"""Opcodes."""

AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014
"""Close codes."""

DIRECT_MESSAGES = 1 << 12
"""The bit of the intent for direct messages."""

_INTENTS = {"GUILD_BAN_": 1 << 2, "MESSAGE_REACTION_": 1 << 10, "GUILD_SCHEDULED_EVENT_": 1 << 16}
"""The bits of further intents, by the beginnings of the events that come only with them."""
IDENTIFY_INTERVAL = 5.0
"""Seconds between the beginnings of two sessions of a bucket."""

HEARTBEAT_INTERVAL = 41_250
"""Milliseconds, as Discord's."""


class Session:
    """The session of an IDENTIFY. It outlives its socket, so that a RESUME can replay what was missed."""

    def __init__(self, name: str, shard: tuple[int, int] = (0, 1)) -> None:
        self.name = name
        self.shard = shard
        """Number of the shard, and of how many."""
        self.events: list[dict[str, Any]] = []
        self.socket: Socket | None = None

    def hears_of(self, guild: str | None) -> bool:
        """Return whether Discord sends this session the events of a guild; without one, those of direct messages."""
        number, count = self.shard
        return (int(guild) >> 22) % count == number if guild else number == 0

    async def dispatch(self, event: str, payload: Any) -> None:
        """Number and record an event, and send it if a client is connected."""
        frame = {"op": DISPATCH, "s": len(self.events) + 1, "t": event, "d": payload}
        self.events.append(frame)
        if self.socket:
            await self.socket.send(frame)


class Socket:
    """A connection, all of whose frames are one zlib stream."""

    def __init__(self, response: web.WebSocketResponse) -> None:
        self.response = response
        self._stream = zlib.compressobj()

    async def send(self, frame: dict[str, Any]) -> None:
        """Send a frame, compressed onto the stream."""
        packed = self._stream.compress(json.dumps(frame).encode())
        packed += self._stream.flush(zlib.Z_SYNC_FLUSH)
        with suppress(ConnectionResetError):  # of a client that was killed
            if not self.response.closed:
                await self.response.send_bytes(packed)


class Gateway:
    """The sessions of all clients; `opcodes` records those that clients sent, heartbeats too."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.sessions: list[Session] = []
        self.opcodes: list[int] = []
        self.intents = 0
        self.on_change: Callable[[], object] = lambda: None
        """Called when a session begins or its connection ends."""
        self.identifies = 0
        self.shards = 1
        """The number of shards that Discord proposes."""
        self.max_concurrency = 1
        """Sessions that may begin at once."""
        self.checks_pace = False
        """True if a session that begins too early is refused, in seconds of the real clock."""
        self.early_identifies = 0
        self._identified_at: dict[int, float] = {}
        self.token = TOKEN
        """The token that an IDENTIFY must have; a test may reset it, while REST takes the former."""
        self._has_session = asyncio.Event()
        self._hidden: set[str] = set()

    async def wait_until_connected(self) -> None:
        """Wait until a client has its session."""
        async with asyncio.timeout(TIMEOUT):
            await self._has_session.wait()

    async def dispatch(self, event: str, payload: Any) -> None:
        """Send an event to every session, direct messages and the like only to those that ask for such."""
        if event.startswith("MESSAGE_") and "guild_id" not in payload and not self._sees_direct():
            return
        needed = next((bit for name, bit in _INTENTS.items() if event.startswith(name)), 0)
        if needed and not self.intents & needed:
            return
        guild = (
            payload["id"]
            if event.startswith("GUILD_") and "guild_id" not in payload
            else payload.get("guild_id")
        )
        for session in self.sessions:
            if session.hears_of(guild):
                await session.dispatch(event, payload)

    def _sees_direct(self) -> bool:
        return bool(self.intents & DIRECT_MESSAGES)

    def served(self) -> list[int]:
        """Return the numbers of the shards that are connected, one as often as it is."""
        return [session.shard[0] for session in self.sessions if session.socket]

    async def drop_connections(self, *, code: int = 1006) -> None:
        """Close every socket; the sessions can be resumed."""
        for session in self.sessions:
            if session.socket:
                socket, session.socket = session.socket, None
                await socket.response.close(code=code)

    async def hide(self, guild: str) -> None:
        """Begin an outage of a guild: no session is shown it."""
        self._hidden.add(guild)
        await self.dispatch("GUILD_DELETE", {"id": guild, "unavailable": True})

    async def show(self, guild: str) -> None:
        """End the outage of a guild."""
        self._hidden.remove(guild)
        await self.dispatch("GUILD_CREATE", self.world.guilds[guild])

    async def invalidate_sessions(self) -> None:
        """End every session: a RESUME fails, and events are never replayed."""
        sessions, self.sessions = self.sessions, []
        for session in sessions:
            if session.socket:
                await session.socket.response.close(code=1006)

    async def request_reconnect(self) -> None:
        """Ask every client to reconnect, as Discord does before it restarts a server."""
        for session in self.sessions:
            if session.socket:
                socket, session.socket = session.socket, None
                await socket.send({"op": RECONNECT, "d": None, "s": None, "t": None})

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve a client's connection, from HELLO to the end."""
        assert request.query["compress"] == "zlib-stream"
        response = web.WebSocketResponse(autoping=True)
        await response.prepare(request)
        socket = Socket(response)
        await socket.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_INTERVAL}})
        async for frame in response:
            if frame.type is WSMsgType.TEXT:
                received = json.loads(frame.data)
                self.opcodes.append(received["op"])
                await self._answer(socket, received)
        for session in self.sessions:
            if session.socket is socket:
                session.socket = None
        self.on_change()
        return response

    async def _answer(self, socket: Socket, received: dict[str, Any]) -> None:
        if received["op"] == HEARTBEAT:
            await socket.send({"op": HEARTBEAT_ACK})
        elif received["op"] == IDENTIFY:
            await self._identify(socket, received["d"])
        elif received["op"] == RESUME:
            await self._resume(socket, received["d"])

    async def _identify(self, socket: Socket, received: dict[str, Any]) -> None:
        self.identifies += 1
        if received["token"] != self.token:
            await socket.response.close(code=AUTHENTICATION_FAILED)
            return
        self.intents = received["intents"]
        if received["intents"] & MESSAGE_CONTENT & ~self.world.allowed_intents:
            await socket.response.close(code=DISALLOWED_INTENTS)
            return
        shard = tuple(received.get("shard") or (0, 1))
        if not self._may_identify(shard[0]):
            await socket.send({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
            return
        session = Session(f"session-{len(self.opcodes)}", shard)
        session.socket = socket
        guilds = {key: guild for key, guild in self.world.guilds.items() if session.hears_of(key)}
        ready = {
            "v": 10,
            "user": self.world.bot,
            "guilds": [{"id": guild, "unavailable": True} for guild in guilds],
            "session_id": session.name,
            "resume_gateway_url": self.url,
            "shard": received["shard"],
            "application": {"id": self.world.bot["id"], "flags": 0},
        }
        await session.dispatch("READY", ready)
        for key, guild in guilds.items():
            if key not in self._hidden:
                await session.dispatch("GUILD_CREATE", guild)
        self.sessions.append(session)
        self._has_session.set()
        self.on_change()

    def _may_identify(self, shard: int) -> bool:
        """Return whether a session may begin: Discord wants five seconds between two of a bucket."""
        bucket, now = shard % self.max_concurrency, time.monotonic()
        is_early = now - self._identified_at.get(bucket, -IDENTIFY_INTERVAL) < IDENTIFY_INTERVAL
        self.early_identifies += is_early and self.checks_pace
        if is_early and self.checks_pace:
            return False
        self._identified_at[bucket] = now
        return True

    async def _resume(self, socket: Socket, received: dict[str, Any]) -> None:
        for session in self.sessions:
            if session.name == received["session_id"]:
                for event in session.events[received["seq"] :]:
                    await socket.send(event)
                session.socket = socket
                await session.dispatch("RESUMED", {})
                return
        await socket.send({"op": INVALID_SESSION, "d": False, "s": None, "t": None})
