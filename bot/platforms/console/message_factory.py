"""Messages and requests from the console's lines."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import count

from bot.config.errors import suggest
from bot.domain.authority import Authority
from bot.domain.message import Author, Message, scope_chain
from bot.interactions.command_parser import list_verbs, parse_line
from bot.interactions.option_parsers import parse_case_number
from bot.interactions.replies import Refusal
from bot.interactions.requests import Appeal, Command, Request

_NAMED_LINE = re.compile(r"(?P<name>[\w.-]{1,32}): (?P<text>.*)", re.DOTALL)


_SLASH_WORD = re.compile(r"/[a-z][a-z-]*", re.IGNORECASE)
"""Matches a slash with one word, as commands begin in chats; not a path, and not a lone slash."""


class MessageFactory:
    """A factory of messages, whose ids begin with `session` so that no two runs share one.

    With `is_list`, each line stands for itself; without, lines may be parts of a split message.
    """

    def __init__(
        self, *, session: str, speaker: str, now: Callable[[], datetime], is_list: bool = False
    ) -> None:
        self._is_list = is_list
        self._session = session
        self.speaker = speaker
        self._now = now
        self._numbers = count(1)

    def parse_request(self, line: str) -> Request | Refusal | None:
        """Parse a command: "/toxicity case 17", "kim: /appeal 17 I was joking"; None for a message.

        The `speaker` is a moderator, and others are not.
        """
        name, text = self._split_name(line)
        command = self._parse_command(text)
        if command is None or isinstance(command, Refusal):
            return command
        by = Author(id=name, name=name, is_moderator=name == self.speaker)
        authority = Authority.full() if by.is_moderator else Authority()
        return Request("console", "local", scope_chain("local", "console"), by, command, authority)

    def _parse_command(self, text: str) -> Command | Refusal | None:
        """Parse a line that begins with a slash and a word; in a list, only a whole command is none of its texts."""
        verb, _, rest = text.partition(" ")
        match verb.lower():
            case "/toxicity":
                return parse_line(rest)
            case "/appeal":
                return _parse_appeal(rest)
            case "/help" if not rest:
                return parse_line("help")
        return None if self._is_list or not _SLASH_WORD.fullmatch(verb) else _hint(verb)

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
        return (found["name"], found["text"]) if found else (self.speaker, line)


def _hint(verb: str) -> Refusal:
    """Return what is told of a word that is no command: it may be one behind /toxicity."""
    typed = {
        "toxicity": "/toxicity",
        "appeal": "/appeal",
        **{each: f"/toxicity {each}" for each in list_verbs()},
    }
    near = suggest(verb[1:].lower(), typed)
    return Refusal(
        f"{verb} is no command" + (f"; did you mean {typed[near]}?" if near else ""),
        "/toxicity help lists them; a space before it makes it a message",
    )


def _parse_appeal(rest: str) -> Appeal | Refusal:
    number, _, why = rest.strip().partition(" ")
    try:
        return Appeal(parse_case_number(number), why)
    except ValueError:
        return Refusal("an appeal needs the number of a case", "/appeal 17 I was joking")
