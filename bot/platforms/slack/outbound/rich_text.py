"""Slack's rich text: made of elements, so that nothing in a text can be taken for markup. Pure."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias, assert_never

from slack_sdk.models.blocks import RichTextElementParts, RichTextSectionElement
from slack_sdk.models.blocks.block_elements import (
    RichTextElement,
    RichTextPreformattedElement,
    RichTextQuoteElement,
)

from bot.alerts.alert import Piece
from bot.alerts.excerpt import cut_excerpt
from bot.alerts.text import truncate
from bot.domain.inline import (
    NO_CHANNEL,
    ChannelMention,
    Inline,
    Link,
    MemberMention,
    RichText,
    RoleMention,
    Spoiler,
    defuse,
    replace_hidden,
)

Line: TypeAlias = Sequence[RichTextElement]

JUMP = "Jump to it"

_LONGEST_ELEMENT = 2_900
"""Characters of one element: Slack takes 3,000."""

USER = re.compile(r"[UW][A-Z0-9]+")
USER_GROUP = re.compile(r"S[A-Z0-9]+")
_CHANNEL = re.compile(r"[CDG][A-Z0-9]+")
_THREAD = re.compile(r"\d+\.\d+")
"""Ids by their kind. A policy may name roles of other platforms, and an erased member is no user."""


def render(text: Inline | RichText, most: int | None = None) -> list[RichTextElement]:
    """Render text, a mention, a link, or rich text; of more than `most` characters only the first.

    RichText(MemberMention("U1"), " left") -> a user, the text " left"
    """
    parts = text.elements if isinstance(text, RichText) else (text,)
    elements = RichText(*map(_to_known, parts)).elements
    return list(map(_render_element, elements if most is None else _take(elements, most)))


def plain(text: str) -> list[RichTextElement]:
    """Render text as it is; no element at all for none, which Slack would refuse."""
    return [RichTextElementParts.Text(text=_show(text))] if text else []


def bold(text: str) -> list[RichTextElement]:
    """Render text in bold."""
    return [RichTextElementParts.Text(text=_show(text), style={"bold": True})] if text else []


def link(url: str, caption: str) -> list[RichTextElement]:
    """Render a link; only its caption where there is no URL."""
    if not url:
        return plain(caption)
    return [RichTextElementParts.Link(url=url, text=_show(caption))]


def date(moment: datetime) -> list[RichTextElement]:
    """Render a moment, in the time zone of whoever looks at it."""
    return [
        RichTextElementParts.Date(
            timestamp=int(moment.timestamp()),
            format="{date_short_pretty} {time}",
            fallback=f"{moment:%Y-%m-%d %H:%M %Z}",
        )
    ]


def stack(lines: Iterable[Line]) -> list[RichTextSectionElement]:
    """Put lines below one another, without empty ones; no section at all for none."""
    elements = list[RichTextElement]()
    for line in lines:
        if line:
            elements += [*(plain("\n") if elements else []), *line]
    return [RichTextSectionElement(elements=elements)] if elements else []


def quote(pieces: Sequence[Piece], most: int) -> RichTextQuoteElement:
    """Render what somebody wrote, up to so many characters, the words that drove its scores in bold.

    Of a longer text it is the place that drove them. It is defused, so that it rings nobody where a moderator copies it to.
    """
    elements, left = list[RichTextElement](), most
    for piece in cut_excerpt(pieces, most):
        whole = html.unescape(defuse(piece.text))  # Slack brings "&" as "&amp;"
        text, is_cut = whole[:left], len(whole) > left
        left -= len(text)
        elements += bold(text) if piece.label else plain(text)
        if is_cut:
            elements += plain("…")
            break
    return RichTextQuoteElement(elements=elements or plain("(nothing to read)"))


def table(lines: Sequence[str]) -> list[RichTextPreformattedElement]:
    """Render lines in a fixed font; nothing for none."""
    elements = plain("\n".join(lines))
    return [RichTextPreformattedElement(elements=elements)] if elements else []


def _show(text: str) -> str:
    return truncate(replace_hidden(text), _LONGEST_ELEMENT)


def _to_known(element: Inline) -> Inline:
    """Replace a mention that Slack has no element for by text."""
    match element:
        case MemberMention(id=id) if not USER.fullmatch(id):
            return f"<@{id}>"
        case RoleMention(id=id) if not USER_GROUP.fullmatch(id):
            return id
        case ChannelMention(id=id) if _THREAD.fullmatch(id):
            return "a thread"
        case ChannelMention(id=id) if not _CHANNEL.fullmatch(id):
            return f"<#{id}>" if id else NO_CHANNEL
        case _:
            return element


def _render_element(element: Inline) -> RichTextElement:
    match element:
        case str():
            return RichTextElementParts.Text(text=_show(element))
        case MemberMention(id=id):
            return RichTextElementParts.User(user_id=id)
        case RoleMention(id=id):
            return RichTextElementParts.UserGroup(usergroup_id=id)
        case ChannelMention(id=id):
            return RichTextElementParts.Channel(channel_id=id)
        case Link(url=url):
            return RichTextElementParts.Link(url=url, text=JUMP)
        case Spoiler(text=text):  # Slack has none
            return RichTextElementParts.Text(text=_show(text))
        case _:
            assert_never(element)


def _take(elements: Iterable[Inline], most: int) -> Iterator[Inline]:
    """Take elements up to so many characters in all; text is cut, and the rest is an ellipsis."""
    left = most
    for element in elements:
        length = _length(element)
        if length > left:
            yield f"{element[: max(left - 1, 0)]}…" if isinstance(element, str) else "…"
            return
        yield element
        left -= length


def _length(element: Inline) -> int:
    match element:
        case str():
            return len(element)
        case Spoiler(text=text):
            return len(text)
        case Link(url=url):
            return len(url)
        case _:
            return len(element.id)
