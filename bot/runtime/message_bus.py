"""The message bus as a platform's runner sees it: messages go to other processes, and what they record comes back."""

from typing import Final, Protocol

from bot.domain.message import Message
from bot.runtime.result import PipelineResult

BUS_SILENT: Final = "bus"
"""The subject of the problem that the bus does not answer."""

BUS_FULL: Final = "bus room"
"""The subject of the problem that the bus takes no more messages for now."""


class MessageBus(Protocol):
    """A bus between one platform and the workers that judge its messages."""

    async def hand_on(self, message: Message) -> PipelineResult:
        """Hand a message to the workers; `Overflow` where the bus does not take it."""
        ...

    async def run(self) -> None:
        """Act on what the workers record, until cancelled."""
        ...
