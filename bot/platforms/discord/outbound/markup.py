"""Discord's Markdown: text, mentions, links and quotes, each rendered here and nowhere else. Pure."""

from collections.abc import Iterable, Sequence
from typing import NewType, assert_never

from discord.utils import escape_markdown

from bot.alerts import text as alert_text
from bot.alerts.alert import Piece, ScoreBar
from bot.domain.inline import (
    ChannelMention,
    Inline,
    Link,
    MemberMention,
    RichText,
    RoleMention,
    defuse,
)

_LONGEST_QUOTE = 1_000

Markup = NewType("Markup", str)
"""Markdown of the bot's own making, in which nothing that people wrote is a mention."""


def render(text: Inline | RichText) -> Markup:
    """Render text, a mention, a link, or rich text: RoleMention("7") -> "<@&7>"."""
    match text:
        case str():
            return Markup(defuse(text))
        case MemberMention(id=id):
            return Markup(f"<@{id}>")
        case ChannelMention(id=id):
            return Markup(f"<#{id}>")
        case RoleMention(id=id):
            return Markup(f"<@&{id}>")
        case Link(url=url):
            return Markup(f"<{url}>")
        case RichText(elements=elements):
            return Markup("".join(map(render, elements)))
        case _:
            assert_never(text)


def render_literal(text: str) -> Markup:
    """Render text in which no markup has an effect: no spoiler opens, and no bold runs on."""
    return Markup(escape_markdown(defuse(text), ignore_links=False))


def render_link(url: str, caption: str) -> Markup:
    """Render a masked link: [Jump to it](https://...)."""
    return Markup(f"[{caption}]({url})")


def join_lines(lines: Iterable[Markup]) -> Markup:
    """Join lines by newlines, without empty ones."""
    return Markup(alert_text.join_lines(lines))


def truncate(markup: Markup, most: int) -> Markup:
    """Shorten markup to `most` characters."""
    return Markup(alert_text.truncate(markup, most))


def render_quote(pieces: Sequence[Piece]) -> Markup:
    """Render what somebody wrote, under a spoiler, the words that drove its scores in bold.

    (Piece("you "), Piece("clown", INSULT)) -> "||you **clown**||"
    """
    quote, left = "", _LONGEST_QUOTE
    for piece in pieces:
        text = defuse(piece.text)
        literal = escape_markdown(text[: max(left, 0)], ignore_links=False)
        # Discord draws no bold whose marks touch a space.
        is_word = piece.label and literal.strip() == literal and literal
        quote += f"**{literal}**" if is_word else literal
        left -= len(text)
    rest = "…" if left < 0 else ""
    return Markup(f"||{quote}{rest}||" if quote.strip() else "*(nothing to read)*")


def render_bars(bars: Sequence[ScoreBar]) -> Markup:
    """Render the notable scores beside their thresholds, as a table in a fixed font.

    No colours: telephones show the marks of Discord's coloured blocks as they are.
    """
    lines = alert_text.bar_lines(bars)
    return Markup("```\n" + "\n".join(lines) + "\n```" if lines else "")
