"""Which versions of messages came by lately: what a platform brings again is not looked at again.

The case table knows for ever what was acted on; this knows for a while what was not.
"""

from collections import OrderedDict

from bot.domain.message import Message


class Deduplicator:
    """The latest of them, so that memory stays bounded."""

    def __init__(self, *, most: int = 16_384) -> None:
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._most = most

    def add(self, message: Message) -> bool:
        """Remember it; False if it was there already."""
        name = _name(message)
        if name in self._seen:
            self._seen.move_to_end(name)
            return False
        self._seen[name] = None
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return True

    def forget(self, message: Message) -> None:
        """It was not looked at after all: it may be brought again."""
        self._seen.pop(_name(message), None)


def _name(message: Message) -> int:
    # With its text, as two edits within a second have one time. As a number, as texts are long.
    return hash((message.key, message.text))
