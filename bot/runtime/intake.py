"""Intake: admits messages to the pipeline by their weight, before anything is done with them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from bot.domain.message import Message
from bot.runtime.overflow import Overflow

MAX_BYTES: Final = 48 << 20
"""Memory that the messages in a pipeline may take, about."""

_BYTES_PER_MESSAGE = 12 << 10
"""Memory of a message in the pipeline beside its texts: the platform's own object, its task, its case."""

_BYTES_PER_CHARACTER = 4
"""Memory of a character, at most, as it was written."""

_LONGEST_PAUSE = 0.5
"""Seconds for which one event may be held back while the model has more to do than it can."""

_PATIENCE = 10.0
"""Seconds of holding back without a break after which events are not held back any more."""


class Intake:
    """The messages in one platform's pipeline, bounded in bytes."""

    def __init__(self, *, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._has_room = asyncio.Event()
        self.is_calm = asyncio.Event()
        """Set while the model keeps up; whoever knows that puts its own event here."""
        self.is_calm.set()
        self._patience_left = _PATIENCE

    def refuse(self, message: Message) -> Overflow | None:
        """Return the overflow of a message for which there is no room, None if there is."""
        if not self._bytes or self._bytes + weigh(message) <= self._max_bytes:
            return None
        self._has_room.clear()
        return Overflow(self._has_room.wait)

    @contextmanager
    def holding(self, message: Message) -> Iterator[None]:
        """Count a message while entered."""
        weight = weigh(message)
        self._bytes += weight
        try:
            yield
        finally:
            self._bytes -= weight
            if self._bytes <= self._max_bytes // 2:
                self._has_room.set()

    async def hold_back(self) -> None:
        """Hold an event back until others had their turn and the model keeps up.

        The sender keeps what is not read from the connection. Whoever reads too little for too long
        is cut off: one event waits half a second at most, and all without a break ten; then they are
        read again, and what has no room is shed.
        """
        await asyncio.sleep(0)
        if self.is_calm.is_set():
            self._patience_left = _PATIENCE
            return
        if self._patience_left <= 0:
            return
        now = asyncio.get_running_loop().time
        began_at = now()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.is_calm.wait(), _LONGEST_PAUSE)
        self._patience_left -= now() - began_at


def weigh(message: Message) -> int:
    """Return the memory that a message takes in the pipeline, in bytes, about."""
    characters = sum(map(len, message.texts))
    return _BYTES_PER_MESSAGE + _BYTES_PER_CHARACTER * characters
