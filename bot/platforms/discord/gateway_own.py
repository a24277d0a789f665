"""The bot's own messages, which Discord's gateway brings back: they are left unparsed, as nothing follows from them."""

from collections.abc import Callable, MutableMapping
from functools import partial
from typing import Any

_MESSAGE_EVENTS = ("MESSAGE_CREATE", "MESSAGE_UPDATE")


def leave_out_own_messages(
    parsers: MutableMapping[str, Callable[[Any], None]], find_own_id: Callable[[], int | None]
) -> None:
    """Have discord.py parse the messages of others alone: each alert and each notice comes back as one."""
    for event in _MESSAGE_EVENTS:
        parsers[event] = partial(_parse_unless_own, parsers[event], find_own_id)


def _parse_unless_own(
    parse: Callable[[Any], None], find_own_id: Callable[[], int | None], source: Any
) -> None:
    if not _is_by(source, find_own_id()):
        parse(source)


def _is_by(source: Any, author: int | None) -> bool:
    """Return whether a message is of an author; False where that cannot be read."""
    by = source.get("author") if isinstance(source, dict) else None
    return isinstance(by, dict) and by.get("id") == str(author)
