"""Discord's Markdown: text, mentions, links and quotes, each rendered here and nowhere else. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import NewType, assert_never

from bot.alerts import text as alert_text
from bot.alerts.alert import Piece, ScoreBar
from bot.alerts.excerpt import cut_excerpt
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
)

Markup = NewType("Markup", str)
"""Markdown of the bot's own making, in which nothing that people wrote has an effect."""

LONGEST_QUOTE = 2_000
"""Characters of a quote with its marks: enough to judge by."""

_NOTHING = Markup("*(nothing to read)*")

_SPECIAL = re.compile(r"[\\*_~`|\[\]]")
"""Characters of Markdown: bold, italics, strikes, code, spoilers and masked links."""

_LINE_START = re.compile(r"^([^\S\n]*)(#{1,3}(?=\s)|-#?(?=\s)|>|\d+(?=\.\s))", re.MULTILINE)
"""Beginnings of a line that make it a heading, a list, small print or a quotation."""


_JUMP = "Jump to it"
"""Caption of a link to a message, whose address tells nobody anything."""


def render(text: Inline | RichText) -> Markup:
    """Render text, a mention, a link, or rich text: RoleMention("7") -> "<@&7>"."""
    match text:
        case str():
            return _escape(text)
        case MemberMention(id=id):  # who is proxied, or erased, has no number
            return Markup(f"<@{id}>") if id.isdecimal() else _escape(id)
        case ChannelMention(id=id) | RoleMention(id=id):
            sign = "#" if isinstance(text, ChannelMention) else "@&"
            return Markup(f"<{sign}{id}>" if id else NO_CHANNEL)
        case Link(url=url):
            return render_link(url, _JUMP)
        case Spoiler(text=hidden):
            return Markup(f"||{_escape(hidden)}||")
        case RichText(elements=elements):
            return Markup("".join(map(render, elements)))
        case _:
            assert_never(text)


def render_link(url: str, caption: str) -> Markup:
    """Render a masked link: [Jump to it](https://...)."""
    return Markup(f"[{caption}]({url})")


def join_lines(lines: Iterable[Markup]) -> Markup:
    """Join lines by newlines, without empty ones."""
    return Markup(alert_text.join_lines(lines))


def truncate(markup: Markup, most: int) -> Markup:
    """Shorten markup to `most` characters; no character is parted from its backslash."""
    if len(markup) <= most:
        return markup
    kept = markup[: max(most - 1, 0)]
    backslashes = len(kept) - len(kept.rstrip("\\"))
    return Markup(f"{kept[:-1] if backslashes % 2 else kept}…"[:most])


def render_quote(pieces: Sequence[Piece], most: int = LONGEST_QUOTE) -> Markup:
    """Render what somebody wrote, under a spoiler, the words that drove its scores in bold.

    It has at most `most` characters, marks included: a spoiler that were cut would hide nothing. Of a longer
    text it is the place that drove the scores.

    (Piece("you "), Piece("clown", INSULT)) -> "||you **clown**||"
    """
    left = most - len("||||")
    room = left
    while room > 0:
        shown = "".join(map(_render_piece, cut_excerpt(pieces, room)))
        if len(shown) <= left:
            return Markup(f"||{shown}||") if shown.strip() else _NOTHING
        room = min(room - 1, room * left // len(shown))  # marks and escapes take room, too
    return Markup("")


def _render_piece(piece: Piece) -> str:
    literal = render(piece.text)
    # Discord draws no bold whose marks touch a space.
    is_word = piece.label and literal.strip() == literal and literal
    return f"**{literal}**" if is_word else literal


def render_bars(bars: Sequence[ScoreBar]) -> Markup:
    """Render the notable scores beside their thresholds, as a table in a fixed font.

    No colours: telephones show the marks of Discord's coloured blocks as they are.
    """
    lines = alert_text.bar_lines(bars)
    return Markup("```\n" + "\n".join(lines) + "\n```" if lines else "")


def _escape(text: str) -> Markup:
    """Escape text so that no markup in it has an effect: no spoiler opens, no link is masked."""
    escaped = _SPECIAL.sub(r"\\\g<0>", defuse(text))
    return Markup(_LINE_START.sub(_escape_line_start, escaped))


def _escape_line_start(found: re.Match[str]) -> str:
    indent, mark = found.groups()
    return f"{indent}{mark}\\" if mark.isdecimal() else f"{indent}\\{mark}"
