"""Deduplication: a version of a message that a platform delivers again is not moderated again. Pure.

The case table remembers for ever what was acted on; this remembers for a while what was not.
"""

from cachetools import LRUCache

from bot.domain.message import Message


class Deduplicator:
    """A record of the latest versions of messages, bounded in size."""

    def __init__(self, *, max_messages: int = 16_384) -> None:
        self._seen: LRUCache[int, bool] = LRUCache(max_messages)

    def add(self, message: Message) -> bool:
        """Record a version of a message; return False if it was there already."""
        key = _key(message)
        if self._seen.get(key):
            return False
        self._seen[key] = True
        return True

    def forget(self, message: Message) -> None:
        """Forget a version that could not be moderated, so that it may be delivered again."""
        self._seen.pop(_key(message), None)


def _key(message: Message) -> int:
    # With the texts, as two edits within a second have one time; hashed, as texts are long.
    place = message.platform, message.community, message.channel
    return hash((*place, message.id, message.edited_at, message.text, message.more_texts))
