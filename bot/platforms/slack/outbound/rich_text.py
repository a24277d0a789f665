"""Slack's rich text: made of elements, so that nothing in a text can be taken for markup. Pure."""

import html
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

from slack_sdk.models.blocks import RichTextElementParts, RichTextSectionElement
from slack_sdk.models.blocks.block_elements import (
    RichTextElement,
    RichTextPreformattedElement,
    RichTextQuoteElement,
)

from bot.alerts.alert import Piece

Line: TypeAlias = Sequence[RichTextElement]

JUMP = "Jump to it"

_MARK = re.compile(
    r"<(?:@(?P<member>[UW][A-Z0-9]+)|@&(?P<group>S[A-Z0-9]+)|@&(?P<role>[^\s<>]+)"
    r"|#(?P<channel>[CDG][A-Z0-9]+)|#(?P<thread>\d+\.\d+)|(?P<link>https?://[^\s<>]+))>"
)
"""What the core writes of members, roles, channels and links.

User groups are roles to it, and a policy may name those of other platforms, too; a thread is a channel to
it, and none here.
"""


def write(text: str) -> list[RichTextElement]:
    """What the core says, in elements: "<@U1> in <#C1>" -> a member, the text " in ", a channel."""
    written, end = list[RichTextElement](), 0
    for mark in _MARK.finditer(text):
        written += plain(text[end : mark.start()])
        written.append(_draw_mark(mark))
        end = mark.end()
    return [*written, *plain(text[end:])]


def plain(text: str) -> list[RichTextElement]:
    """Text as it is; no element at all for none, which Slack would refuse."""
    return [RichTextElementParts.Text(text=text)] if text else []


def bold(text: str) -> list[RichTextElement]:
    """Text in bold."""
    return [RichTextElementParts.Text(text=text, style={"bold": True})] if text else []


def link(address: str, text: str) -> list[RichTextElement]:
    """A text that leads there; only the text where there is no address."""
    return [RichTextElementParts.Link(url=address, text=text)] if address else plain(text)


def date(moment: datetime) -> list[RichTextElement]:
    """A moment, in the time of whoever looks at it."""
    return [
        RichTextElementParts.Date(
            timestamp=int(moment.timestamp()),
            format="{date_short_pretty} {time}",
            fallback=f"{moment:%Y-%m-%d %H:%M %Z}",
        )
    ]


def stack(lines: Iterable[Line]) -> list[RichTextSectionElement]:
    """The lines there are, one below the other; no section at all for none."""
    elements = list[RichTextElement]()
    for line in lines:
        if line:
            elements += [*(plain("\n") if elements else []), *line]
    return [RichTextSectionElement(elements=elements)] if elements else []


def quote(pieces: Sequence[Piece], most: int) -> RichTextQuoteElement:
    """What somebody wrote, up to so many characters, the words that drove its scores in bold."""
    elements, left = list[RichTextElement](), most
    for piece in pieces:
        whole = html.unescape(piece.text)  # Slack brings "&" as "&amp;"
        text, is_cut = whole[:left], len(whole) > left
        left -= len(text)
        elements += bold(text) if piece.label else plain(text)
        if is_cut:
            elements += plain("…")
            break
    return RichTextQuoteElement(elements=elements or plain("(nothing to read)"))


def table(lines: Sequence[str]) -> list[RichTextPreformattedElement]:
    """Lines in a fixed font; nothing for none."""
    elements = plain("\n".join(lines))
    return [RichTextPreformattedElement(elements=elements)] if elements else []


def _draw_mark(mark: re.Match[str]) -> RichTextElement:
    if mark["member"]:
        return RichTextElementParts.User(user_id=mark["member"])
    if mark["group"]:
        return RichTextElementParts.UserGroup(usergroup_id=mark["group"])
    if mark["role"]:
        return RichTextElementParts.Text(text=mark["role"])
    if mark["channel"]:
        return RichTextElementParts.Channel(channel_id=mark["channel"])
    if mark["thread"]:
        return RichTextElementParts.Text(text="a thread")
    return RichTextElementParts.Link(url=mark["link"], text=JUMP)
