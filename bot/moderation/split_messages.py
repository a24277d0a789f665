"""What one author said in one place within seconds, as one message: a split insult is an insult.

Only an author's own texts are ever joined. Pure: time is what the messages say.
"""

from collections import OrderedDict
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from bot.domain.message import Message

JOIN_WINDOW = timedelta(seconds=15)
"""Between the first and the last part of a split message."""

_MOST_PARTS = 8
_MOST_CHARACTERS = 2_000
"""Of all parts together: what is longer says enough by itself."""

_Who: TypeAlias = tuple[str, ...]


class MessageJoiner:
    """The latest messages of the latest authors, so that memory stays bounded."""

    def __init__(self, *, authors: int = 4_096) -> None:
        self._recent: OrderedDict[_Who, tuple[Message, ...]] = OrderedDict()
        self._authors = authors

    def add(self, message: Message) -> None:
        """Remember the latest version of it, in whichever order they come."""
        if not _is_spoken(message):
            return
        who = _name(message)
        others, versions = list[Message](), [message]
        for part in self._recent.pop(who, ()):
            (versions if part.id == message.id else others).append(part)
        latest = max(versions, key=lambda version: version.edited_at or version.sent_at)
        self._recent[who] = _keep_latest([*others, latest])
        if len(self._recent) > self._authors:
            self._recent.popitem(last=False)

    def join(self, message: Message) -> Message | None:
        """The message after what its author said just before it, None if that was nothing.

        The result has the id, the time and the key of `message`; its `parts` are the earlier ones.
        """
        if not _is_spoken(message):
            return None
        earlier = [
            part
            for part in self._recent.get(_name(message), ())
            if part.id != message.id
            and timedelta() <= message.sent_at - part.sent_at <= JOIN_WINDOW
        ]
        if not earlier:
            return None
        return replace(
            message,
            text="\n".join(part.text for part in (*earlier, message)),
            parts=tuple(part.id for part in earlier),
        )

    def forget(self, message: Message) -> None:
        """What has a case of its own, with its parts, is no part of another."""
        who, taken = _name(message), {message.id, *message.parts}
        rest = tuple(part for part in self._recent.pop(who, ()) if part.id not in taken)
        if rest:
            self._recent[who] = rest

    def forget_author(self, platform: str, community: str, author: str) -> None:
        """Nothing they said is remembered."""
        for who in list(self._recent):
            if (who[0], who[-2], who[-1]) == (platform, community, author):
                del self._recent[who]


def _name(message: Message) -> _Who:
    return (message.platform, *message.scopes, message.author.id)


def _is_spoken(message: Message) -> bool:
    # Many people may speak through one bot.
    return message.is_joinable and not message.author.is_bot


def _keep_latest(parts: list[Message]) -> tuple[Message, ...]:
    parts = sorted(parts, key=lambda part: part.sent_at)[-_MOST_PARTS:]
    while len(parts) > 1 and sum(len(part.text) for part in parts) > _MOST_CHARACTERS:
        parts = parts[1:]
    return tuple(parts)
