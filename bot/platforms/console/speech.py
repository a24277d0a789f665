"""Typed lines to messages."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import count

from bot.message import Author, Message

_NAMED = re.compile(r"(?P<name>[\w.-]{1,32}): (?P<text>.*)", re.DOTALL)


class Speech:
    """Makes a message of every line. `session` keeps the ids of this run apart from all others.

    With `is_list`, every line stands for itself; without, they are said one after the other.
    """

    def __init__(
        self, *, session: str, speaker: str, now: Callable[[], datetime], is_list: bool = False
    ) -> None:
        self._is_list = is_list
        self._session = session
        self._speaker = speaker
        self._now = now
        self._numbers = count(1)

    def hear(self, line: str) -> Message:
        """The message in a line, by the `speaker` unless it names another.

        "kim: hello" -> kim says "hello"; "see: https://..." too is said by "see", as by every such
        protocol; "well then: no" is said by the speaker, since a name has no space.
        """
        named = _NAMED.fullmatch(line)
        name, text = (named["name"], named["text"]) if named else (self._speaker, line)
        return Message(
            platform="console",
            community="local",
            channel="console",
            id=f"{self._session}-{next(self._numbers)}",
            author=Author(id=name, name=name),
            text=text,
            sent_at=self._now(),
            is_spoken=not self._is_list,
        )
