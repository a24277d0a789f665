"""Reassembly of split messages: what an author writes within seconds in one channel, as one message. Pure.

Only texts of the same author are joined. There is no clock: times are those of the messages.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final, TypeAlias

from cachetools import LRUCache

from bot.domain.message import Message

JOIN_WINDOW = timedelta(seconds=15)
"""Time from a part of a split message to its last part, at most."""

_MAX_FRAGMENT = 20
"""Characters up to which the same text twice may be two parts of one message."""

_MAX_PARTS = 8
_MAX_CHARACTERS = 2_000
"""Characters of all parts together: what is longer says enough by itself."""

MAX_BYTES: Final = 8 << 20
"""Memory of what may be joined with what comes next: of about 6,000 messages, a minute of a hundred a second."""

_BYTES_PER_MESSAGE = 1 << 10
_BYTES_PER_CHARACTER = 4

SEAM_WORDS = 12
"""Words on each side of a seam.

Of insults cut in two in the middle of the word that decides, and seen in neither half, .80 are found by 12 words on each
side, .86 by all, and .15 where no more than 16 words are joined; 15 words a message are scored again, instead of 27.
"""

_SEAM_CHARACTERS = 150
"""Characters on each side, for scripts that write no spaces."""

_AuthorKey: TypeAlias = tuple[str, ...]


class MessageJoiner:
    """The latest messages of the latest authors, bounded in bytes."""

    def __init__(self, *, max_bytes: int = MAX_BYTES) -> None:
        self._recent: LRUCache[_AuthorKey, tuple[Message, ...]] = LRUCache(
            max_bytes, getsizeof=_weigh
        )

    def add(self, message: Message) -> None:
        """Remember the latest version of a message, in whichever order its versions come."""
        if not _is_joinable(message):
            return
        key = _author_key(message)
        parts, latest = list[Message](), _without_files(message)
        for part in self._recent.get(key, ()):
            if part.id != message.id:
                parts.append(part)
            elif _written_at(part) > _written_at(latest):
                latest = part
        try:
            self._recent[key] = _keep_latest([*parts, latest])
        except ValueError:  # they are larger than all that may be kept
            self._recent.pop(key, None)

    def find_earlier(self, message: Message) -> list[Message]:
        """Find the messages that may be the earlier parts of one."""
        if not _is_joinable(message):
            return []
        at, since = message.sent_at, message.sent_at - JOIN_WINDOW
        earlier = [
            part
            for part in self._recent.get(_author_key(message), ())
            if since <= part.sent_at < at or (part.sent_at == at and _order(part) < _order(message))
        ]
        return _drop_copies(earlier, message)

    def forget(self, message: Message) -> None:
        """Forget a message and its parts, as it has a case: they are never part of another."""
        key, ids = _author_key(message), {message.id, *message.parts}
        rest = tuple(part for part in self._recent.pop(key, ()) if part.id not in ids)
        if rest:
            self._recent[key] = rest

    @contextmanager
    def taking(self, message: Message) -> Iterator[Callable[[], None]]:
        """Forget a message and its parts while it gets its case; remember them again where that fails.

        Yields what remembers them where it gets none.
        """
        key, ids = _author_key(message), {message.id, *message.parts}
        taken = [part for part in self._recent.get(key, ()) if part.id in ids]

        def give_back() -> None:
            for part in taken:
                self.add(part)

        self.forget(message)
        is_done = False
        try:
            yield give_back
            is_done = True
        finally:
            if not is_done:
                give_back()

    def forget_author(self, platform: str, community: str, author: str) -> None:
        """Forget all messages of an author in a community."""
        for key in list(self._recent):
            if (key[0], key[-2], key[-1]) == (platform, community, author):
                del self._recent[key]


def join_parts(message: Message, earlier: Sequence[Message]) -> Message:
    """Join a message with its earlier parts.

    The result has the id, the time and the key of `message`; its `parts` are the earlier ones.
    """
    return replace(
        message, text=_join_texts(earlier, message), parts=tuple(part.id for part in earlier)
    )


def cut_to_seam(message: Message, earlier: Sequence[Message]) -> str:
    """Return the words around the place where a message begins behind its earlier parts; all where they are few.

    What two parts say together and neither says alone stands there: "you to", "tal fool".
    """
    joined = _join_texts(earlier, message)
    if _is_short(joined):
        return joined
    begin = len(joined) - len(message.text)
    before = joined[:begin].rsplit(maxsplit=SEAM_WORDS)[-SEAM_WORDS:]
    after = message.text.split(maxsplit=SEAM_WORDS)[:SEAM_WORDS]
    return f"{' '.join(before)[-_SEAM_CHARACTERS:]}\n{' '.join(after)[:_SEAM_CHARACTERS]}"


def _join_texts(earlier: Sequence[Message], message: Message) -> str:
    return "\n".join([*[part.text for part in earlier], message.text])


def _is_short(text: str) -> bool:
    return len(text) <= 2 * _SEAM_CHARACTERS and len(text.split()) <= 2 * SEAM_WORDS


def _author_key(message: Message) -> _AuthorKey:
    return (message.platform, *message.scopes, message.author.id)


def _written_at(version: Message) -> datetime:
    return version.edited_at or version.sent_at


def _order(message: Message) -> tuple[int, str]:
    """Return the order of writing within one moment: the smaller id is the earlier one."""
    return len(message.id), message.id


def _is_joinable(message: Message) -> bool:
    # Many people may write through one bot.
    return message.is_joinable and not message.author.is_bot


def _drop_copies(earlier: Sequence[Message], message: Message) -> list[Message]:
    """Drop parts whose text is said again later, as spam is; a fragment may be, as the last letter of "ass"."""
    said_later, kept = {message.text}, list[Message]()
    for part in reversed(earlier):
        if len(part.text) <= _MAX_FRAGMENT or part.text not in said_later:
            kept.append(part)
        said_later.add(part.text)
    return kept[::-1]


def _without_files(message: Message) -> Message:
    """Return a message without what is never joined: ten files of it take half a megabyte."""
    has_more = message.more_texts or message.title
    return replace(message, more_texts=(), title=None) if has_more else message


def _weigh(parts: Sequence[Message]) -> int:
    """Return the memory of messages, in bytes, about."""
    return _BYTES_PER_MESSAGE * len(parts) + _BYTES_PER_CHARACTER * _count_characters(parts)


def _count_characters(parts: Sequence[Message]) -> int:
    return sum([len(part.text) for part in parts])


def _keep_latest(parts: list[Message]) -> tuple[Message, ...]:
    parts = sorted(parts, key=attrgetter("sent_at"))[-_MAX_PARTS:]
    while len(parts) > 1 and _count_characters(parts) > _MAX_CHARACTERS:
        parts = parts[1:]
    return tuple(parts)
