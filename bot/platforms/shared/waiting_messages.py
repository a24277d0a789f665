"""Messages for which there was no room yet: they wait here, and count as unread until they are taken."""

from datetime import datetime

from bot.domain.message import Message
from bot.runtime.overflow import submit_when_room
from bot.runtime.platform_port import OnMessage
from bot.runtime.result import PipelineResult


class WaitingMessages:
    """The messages of one listener that wait."""

    def __init__(self) -> None:
        self._sent_at: dict[object, datetime] = {}

    @property
    def since(self) -> datetime | None:
        """Return when the oldest of them was written; None if there is none."""
        return min(self._sent_at.values(), default=None)

    async def submit(self, submit: OnMessage, message: Message) -> PipelineResult:
        """Submit a message until it is taken."""
        key = object()
        self._sent_at[key] = message.sent_at
        try:
            return await submit_when_room(submit, message)
        finally:
            del self._sent_at[key]
