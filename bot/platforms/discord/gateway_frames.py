"""Gateway frames: read no faster than is worked, and malformed ones as far as they can be."""

import json
from collections.abc import Callable, MutableMapping
from functools import partial
from typing import Any, Protocol, Self, TypeAlias, TypeVar

import discord.shard
import structlog
from discord.gateway import DiscordWebSocket

from bot.platforms.discord.message_shape import is_well_formed, leave_out_unread, strip_message

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

Parser: TypeAlias = Callable[[Any], None]
Parsed = TypeVar("Parsed")

MALFORMED = (AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError)
"""Errors of discord.py where a frame is not as Discord documents it."""

_MESSAGE_EVENTS = ("MESSAGE_CREATE", "MESSAGE_UPDATE")


def tolerate_malformed_frames(parsers: MutableMapping[str, Parser]) -> None:
    """Have discord.py outlive malformed frames, and read what it can of malformed messages."""
    discord.shard.DiscordWebSocket = _TolerantWebSocket  # type: ignore[misc]
    for event in _MESSAGE_EVENTS:
        parsers[event] = partial(parse_message, parsers[event])


_MAX_ACK_LENGTH = 64
"""Characters of a frame that may acknowledge a heartbeat; a frame with an event is longer."""


class HearsOfFrames(Protocol):
    """A client that may hold frames back while it has more to do than it can."""

    async def hold_back(self) -> None:
        """Return once the next frame may be handled."""
        ...

    def note_heartbeat(self) -> None:
        """Note that a heartbeat was acknowledged, for which discord.py has no event."""
        ...


class _TolerantWebSocket(DiscordWebSocket):
    """A connection that outlives a malformed frame, and is read no faster than is worked."""

    client: HearsOfFrames | None = None

    @classmethod
    async def from_client(cls, client: Any, **options: Any) -> Self:
        """Connect, and remember the client."""
        connected = await super().from_client(client, **options)
        connected.client = client
        return connected

    async def received_message(self, msg: Any, /) -> None:
        """Handle a frame; log one that cannot be parsed, and go on."""
        if isinstance(msg, bytes):
            msg = self._decompressor.decompress(msg)
            if msg is None:
                return
        if self.client:
            await self.client.hold_back()
        try:
            await super().received_message(msg)
            if self.client and self._is_acknowledgement(msg):
                self.client.note_heartbeat()
        except MALFORMED as error:
            is_read = self._read_again(msg)
            log.warning("a frame is malformed", error=type(error).__name__, is_read=is_read)

    def _is_acknowledgement(self, msg: str) -> bool:
        return len(msg) < _MAX_ACK_LENGTH and json.loads(msg)["op"] == self.HEARTBEAT_ACK

    def _read_again(self, msg: str) -> bool:
        """Read a message with the standard library's parser, which takes lone surrogates."""
        try:
            frame = json.loads(msg)
            if frame.get("t") not in _MESSAGE_EVENTS:
                return False
            self.sequence = int(frame["s"])
            self._discord_parsers[frame["t"]](frame["d"])
        except MALFORMED:
            return False
        return True


def parse_message(parse: Callable[[Any], Parsed], source: Any) -> Parsed:
    """Parse a message with discord.py; of a malformed one its author, text and place alone.

    Raises:
        AttributeError, LookupError, TypeError, ValueError: not even these can be read.
    """
    try:
        if is_well_formed(source):
            return parse(leave_out_unread(source))
    except MALFORMED:  # in a field that is not read
        pass
    log.warning("a message is malformed and read in part", message=str(source.get("id"))[:20])
    return parse(strip_message(source))
