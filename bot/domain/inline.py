"""Inline elements: text, mentions and links, each rendered in one place by every platform. Pure.

A `str` is text, whoever wrote it: no platform looks for markup in it, so it can never become a mention.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

NO_CHANNEL: Final = "no channel"
"""Shown for the mention of none: what was written is of a profile, or an event elsewhere."""


@dataclass(frozen=True, slots=True)
class MemberMention:
    """A member of a community, by the platform's id."""

    id: str


@dataclass(frozen=True, slots=True)
class ChannelMention:
    """A channel, thread or category, by the platform's id; "" for the place of what is in none."""

    id: str


@dataclass(frozen=True, slots=True)
class RoleMention:
    """A role, or a user group where the platform has those, by the platform's id."""

    id: str


@dataclass(frozen=True, slots=True)
class Link:
    """A URL to follow; a platform may show other words in its place."""

    url: str


@dataclass(frozen=True, slots=True)
class Spoiler:
    """A text that may be abusive, such as an own word: hidden where a platform can."""

    text: str


Inline: TypeAlias = str | MemberMention | ChannelMention | RoleMention | Link | Spoiler


@dataclass(frozen=True, slots=True, init=False)
class RichText:
    """A sequence of inline elements: RichText("In ", ChannelMention("17"), ": off.").

    Parts may be rich text themselves. Neighbouring strings become one and empty ones none, so that two
    which read alike are equal. False if there is nothing in it.
    """

    elements: tuple[Inline, ...]

    def __init__(self, *parts: "Inline | RichText") -> None:
        object.__setattr__(self, "elements", tuple(_merge_text(_flatten(parts))))

    def __bool__(self) -> bool:
        return bool(self.elements)

    @classmethod
    def join(cls, separator: str, parts: Iterable["Inline | RichText"]) -> Self:
        """Join parts as `str.join` does: (", ", ["a", Link("b")]) -> RichText("a, ", Link("b"))."""
        spaced = [each for part in parts for each in (separator, part)]
        return cls(*spaced[1:])


def replace_hidden(text: str) -> str:
    r"""Replace what shows nothing and changes how the rest is shown: "\x1b[2J" -> "\ufffd[2J".

    Control characters other than tab and newline, text-direction overrides and lone surrogates.
    """
    return _HIDDEN.sub("\ufffd", text)


def defuse(text: str) -> str:
    r"""Neutralise mentions and links by zero-width spaces: "@everyone" -> "@\u200beveryone".

    Hidden characters are replaced, too. The text may be shown, and copied, anywhere.
    """
    return replace_hidden(text).replace("@", "@\u200b").replace("<", "<\u200b")


def _flatten(parts: Iterable[Inline | RichText]) -> Iterator[Inline]:
    for part in parts:
        if isinstance(part, RichText):
            yield from part.elements
        else:
            yield part


def _merge_text(elements: Iterable[Inline]) -> Iterator[Inline]:
    text = ""
    for element in elements:
        if isinstance(element, str):
            text = text + element if text else element  # a phrase that stands alone stays one
            continue
        if text:
            yield text
        yield element
        text = ""
    if text:
        yield text


_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
