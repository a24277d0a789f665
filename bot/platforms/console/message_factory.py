"""Typed lines to messages."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import count

from bot.domain.message import Author, Message, scope_chain
from bot.interactions.command_parser import parse_line
from bot.interactions.replies import Refusal
from bot.interactions.requests import Appeal, Request

_NAMED = re.compile(r"(?P<name>[\w.-]{1,32}): (?P<text>.*)", re.DOTALL)


class MessageFactory:
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

    def parse_request(self, line: str) -> Request | Refusal | None:
        """What a line asks of the bot, None where it asks nothing: "/toxicity case 17".

        The speaker is a moderator, and others are not: "kim: /appeal 17 I was joking".
        """
        name, text = self._name(line)
        verb, _, rest = text.partition(" ")
        if verb not in ("/toxicity", "/appeal"):
            return None
        ask = parse_line(rest) if verb == "/toxicity" else _read_appeal(rest)
        if isinstance(ask, Refusal):
            return ask
        by = Author(id=name, name=name, is_moderator=name == self._speaker)
        return Request("console", "local", scope_chain("local", "console"), by, ask)

    def make_message(self, line: str) -> Message:
        """The message in a line, by the `speaker` unless it names another.

        "kim: hello" -> kim says "hello"; "see: https://..." too is said by "see", as by every such
        protocol; "well then: no" is said by the speaker, since a name has no space.
        """
        name, text = self._name(line)
        return Message(
            platform="console",
            community="local",
            channel="console",
            id=f"{self._session}-{next(self._numbers)}",
            author=Author(id=name, name=name),
            text=text,
            sent_at=self._now(),
            is_joinable=not self._is_list,
        )

    def _name(self, line: str) -> tuple[str, str]:
        named = _NAMED.fullmatch(line)
        return (named["name"], named["text"]) if named else (self._speaker, line)


def _read_appeal(rest: str) -> Appeal | Refusal:
    number, _, why = rest.strip().partition(" ")
    if not number.isdecimal():
        return Refusal("an appeal needs the number of a case", "/appeal 17 I was joking")
    return Appeal(int(number), why)
