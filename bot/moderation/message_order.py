"""Message order: of one message, each version is judged and recorded before the next."""

import asyncio
from weakref import WeakValueDictionary

from bot.domain.message import Message


class MessageOrder:
    """The messages of which a version is being judged; the others of it wait, first come, first served.

    By their times alone they cannot be sorted: Slack gives those of edits in whole seconds.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[str, str, str], asyncio.Lock] = WeakValueDictionary()

    def of(self, message: Message) -> asyncio.Lock:
        """Return the lock to hold until a version of a message is recorded."""
        key = message.community, message.channel, message.id
        return self._locks.setdefault(key, asyncio.Lock())
