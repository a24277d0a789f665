"""History of the console: the lines of this run, which are all that it has of one."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime

from bot.domain.message import Message
from bot.domain.surroundings import (
    EACH_SIDE,
    DeletedMessages,
    NearbyMessage,
    RecentMessages,
    Surroundings,
)
from bot.interactions.replies import Refusal

_MOST = 1_000


class ConsoleHistory:
    """The latest lines that were typed, in memory."""

    def __init__(self) -> None:
        self._lines: deque[Message] = deque(maxlen=_MOST)

    def remember(self, message: Message) -> None:
        """Add a line."""
        self._lines.append(message)

    def forget(self, message: Message) -> None:
        """Remove a line that was deleted."""
        kept = [line for line in self._lines if line.id != message.id]
        self._lines.clear()
        self._lines.extend(kept)

    async def surroundings(self, message: Message) -> Surroundings | Refusal:
        """Return the lines before and after one."""
        lines = list(self._lines)
        before = [line for line in lines if line.sent_at < message.sent_at][-EACH_SIDE:]
        after = [line for line in lines if line.sent_at > message.sent_at][:EACH_SIDE]
        if not before and not after:
            return Refusal("nothing else was typed in this run")
        return Surroundings(_show(before), _show(after))

    async def find_recent(
        self,
        community: str,  # noqa: ARG002 - there is one
        author: str,
        *,
        since: datetime,
        channel: str | None,  # noqa: ARG002 - there is one
    ) -> RecentMessages | Refusal:
        """Return what somebody typed since a time, newest first."""
        found = [line for line in self._lines if line.author.id == author and line.sent_at >= since]
        return RecentMessages(tuple(reversed(found)))

    async def delete_recent(self, messages: Sequence[Message], *, reason: str) -> DeletedMessages:  # noqa: ARG002
        """Forget lines; what the screen shows stays."""
        for message in messages:
            self.forget(message)
        return DeletedMessages(len(messages))


def _show(lines: Sequence[Message]) -> tuple[NearbyMessage, ...]:
    return tuple(NearbyMessage(line.author, line.text, line.sent_at) for line in lines)
