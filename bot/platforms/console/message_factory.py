"""Messages and requests from the console's lines."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import count

from bot.domain.authority import Authority
from bot.domain.message import Author, Message, scope_chain
from bot.interactions.command_parser import parse_line
from bot.interactions.option_parsers import parse_case_number
from bot.interactions.replies import Refusal
from bot.interactions.requests import Appeal, Request

_NAMED_LINE = re.compile(r"(?P<name>[\w.-]{1,32}): (?P<text>.*)", re.DOTALL)


class MessageFactory:
    """A factory of messages, whose ids begin with `session` so that no two runs share one.

    With `is_list`, each line stands for itself; without, lines may be parts of a split message.
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
        """Parse a command: "/toxicity case 17", "kim: /appeal 17 I was joking"; None for a message.

        The `speaker` is a moderator, and others are not.
        """
        name, text = self._split_name(line)
        verb, _, rest = text.partition(" ")
        if verb not in ("/toxicity", "/appeal"):
            return None
        command = parse_line(rest) if verb == "/toxicity" else _parse_appeal(rest)
        if isinstance(command, Refusal):
            return command
        by = Author(id=name, name=name, is_moderator=name == self._speaker)
        authority = Authority.full() if by.is_moderator else Authority()
        return Request("console", "local", scope_chain("local", "console"), by, command, authority)

    def make_message(self, line: str) -> Message:
        """Make the message of a line, by the `speaker` unless it names another author.

        "kim: hello" -> "hello" by kim; "see: https://..." -> a link by "see", as in every such
        protocol; "well then: no" -> itself by the speaker, since a name has no space.
        """
        name, text = self._split_name(line)
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

    def _split_name(self, line: str) -> tuple[str, str]:
        found = _NAMED_LINE.fullmatch(line)
        return (found["name"], found["text"]) if found else (self._speaker, line)


def _parse_appeal(rest: str) -> Appeal | Refusal:
    number, _, why = rest.strip().partition(" ")
    try:
        return Appeal(parse_case_number(number), why)
    except ValueError:
        return Refusal("an appeal needs the number of a case", "/appeal 17 I was joking")
