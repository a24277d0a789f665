"""What people see on Discord: alerts, notices and replies as cards. Pure."""

from collections.abc import Iterable, Sequence

import discord

from bot.alerts.alert import Alert, Piece, ScoreBar
from bot.alerts.text import (
    AlertStatus,
    bar_lines,
    classify_status,
    headline,
    join_lines,
    list_notes,
    top_score_text,
    truncate,
)
from bot.domain.buttons import Button, format_custom_id
from bot.domain.notice import Notice
from bot.interactions.replies import Refusal, Reply

_LONGEST_QUOTE = 1_000
_LONGEST_LINES = 4_096
_LONGEST_VALUE = 700
_LONGEST_TITLE = 256
_MOST_FIELDS = 20

MOST_CHARACTERS = 6_000
"""Of all cards in a message, by Discord's rule."""

RED = discord.Colour(0xC0392B)
YELLOW = discord.Colour(0xD4AC0D)
PURPLE = discord.Colour(0x8E44AD)
GREY = discord.Colour(0x7F8C8D)
BLUE = discord.Colour(0x2E86C1)

_COLOURS = {
    AlertStatus.ACTED: RED,
    AlertStatus.FLAGGED: YELLOW,
    AlertStatus.REFUSED: PURPLE,
    AlertStatus.WITHHELD: BLUE,
    AlertStatus.DECIDED: GREY,
}

_STYLES = {
    Button.DELETE: discord.ButtonStyle.danger,
    Button.TIMEOUT: discord.ButtonStyle.danger,
    Button.WARN: discord.ButtonStyle.primary,
}


def build_alert_embed(alert: Alert) -> discord.Embed:
    """A case as moderators see it: the text under a spoiler, the words that drove it in bold."""
    message = alert.case.message
    where = f"<#{message.thread or message.channel}>"
    card = discord.Embed(
        title=truncate(headline(alert), _LONGEST_TITLE),
        description=format_quote(alert.pieces),
        colour=_COLOURS[classify_status(alert)],
        timestamp=message.sent_at,
    )
    said_by = f"<@{message.author.id}> ({escape(message.author.name)})"
    card.add_field(
        name="Author", value=truncate(join_lines([said_by, alert.history]), _LONGEST_VALUE)
    )
    card.add_field(name="Where", value=join_lines([where, f"[Jump to it]({message.link})"]))
    if bars := format_bars(alert.bars):
        card.add_field(name="Scores", value=bars, inline=False)
    if why := join_lines(list_notes(alert)):
        card.add_field(name="Note", value=truncate(why, _LONGEST_VALUE), inline=False)
    if alert.appeal is not None:
        said = escape(alert.appeal) or "(no words)"
        card.add_field(name="Appeal", value=truncate(said, _LONGEST_VALUE), inline=False)
    if alert.decisions:
        said = join_lines(alert.decisions)
        card.add_field(name="Decided", value=truncate(said, _LONGEST_VALUE), inline=False)
    return card


def build_alert_line(alert: Alert) -> str:
    """One alert of many: "**17** deleted · <@1> · insult 0.95 · [jump](https://...)"."""
    message = alert.case.message
    return (
        f"**{alert.case.number}** {truncate(alert.done, 60)} · <@{message.author.id}>"
        f" · {top_score_text(alert)} · [jump]({message.link})"
    )


def build_many_embed(alerts: Sequence[Alert]) -> discord.Embed:
    """Many alerts in one, a line each."""
    return discord.Embed(
        title=f"{len(alerts)} cases at once",
        description="\n".join(map(build_alert_line, alerts)),
        colour=RED,
    ).set_footer(text="/toxicity case shows one of them, with its buttons")


def build_notice_embed(notice: Notice, *, with_quote: bool) -> discord.Embed:
    """What a member is told; what they wrote only where nobody else reads it."""
    card = discord.Embed(
        title=truncate(notice.title, _LONGEST_TITLE),
        description=truncate(join_lines(notice.lines), _LONGEST_LINES),
        colour=YELLOW,
    )
    if with_quote and notice.quote:
        card.add_field(name="You wrote", value=format_quote([Piece(notice.quote)]), inline=False)
    return card.set_footer(text=f"Case {notice.case}")


def build_reply_embed(reply: Reply | Refusal) -> discord.Embed:
    """The answer to a command, a button or a menu."""
    if isinstance(reply, Refusal):
        said = join_lines([reply.reason, reply.remedy])
        return discord.Embed(title="Not done", description=said, colour=PURPLE)
    card = discord.Embed(title=truncate(reply.title, _LONGEST_TITLE), colour=BLUE)
    for field in reply.fields[:_MOST_FIELDS]:
        value = truncate(field.value, _LONGEST_VALUE) or "\u200b"
        card.add_field(name=truncate(field.name, _LONGEST_TITLE), value=value)
    above = [format_quote(reply.quote) if reply.quote else "", format_bars(reply.bars)]
    room = min(_LONGEST_LINES, MOST_CHARACTERS - len(card)) - len(join_lines(above)) - 1
    card.description = join_lines([*above, truncate(join_lines(reply.lines), room)])
    return card


def build_buttons(buttons: Iterable[Button], case: int | None) -> discord.ui.View:
    """The buttons of one case."""
    return build_button_rows([] if case is None else [(button, case) for button in buttons])


def build_button_rows(buttons: Sequence[tuple[Button, int]]) -> discord.ui.View:
    """Buttons whose ids say all, so that no view need be remembered; with several cases, a row each."""
    cases = list(dict.fromkeys(case for _, case in buttons))
    view = discord.ui.View(timeout=None)
    for button, case in buttons:
        view.add_item(
            discord.ui.Button(
                label=button.caption if len(cases) == 1 else f"{button.caption} {case}",
                style=_STYLES.get(button, discord.ButtonStyle.secondary),
                custom_id=format_custom_id(button, case),
                row=None if len(cases) == 1 else cases.index(case),
            )
        )
    view.stop()  # discord.py would keep it for ever, waiting for presses that `asking` takes
    return view


def is_about(card: discord.Embed, case: int) -> bool:
    """Whether a card shows this case."""
    return (card.title or "").startswith(f"Case {case}:")


def format_quote(pieces: Sequence[Piece]) -> str:
    """Somebody's words under a spoiler: (Piece("you "), Piece("clown", INSULT)) -> "||you **clown**||"."""
    drawn, left = "", _LONGEST_QUOTE
    for piece in pieces:
        text = piece.text[:left]
        left -= len(text)
        shown = escape(text)
        # Discord draws no bold whose marks touch a space.
        is_word = piece.label and shown.strip() == shown and shown
        drawn += f"**{shown}**" if is_word else shown
    rest = "…" if sum(len(piece.text) for piece in pieces) > _LONGEST_QUOTE else ""
    return f"||{drawn}{rest}||" if drawn.strip() else "*(nothing to read)*"


def format_bars(bars: Sequence[ScoreBar]) -> str:
    """The notable scores beside their thresholds, as a table in a fixed font.

    No colours: telephones show the marks of Discord's coloured blocks as they are.
    """
    lines = bar_lines(bars)
    return "```\n" + "\n".join(lines) + "\n```" if lines else ""


def escape(text: str) -> str:
    """Text in which nothing is markup, so that no spoiler opens and no bold runs on."""
    return discord.utils.escape_markdown(text, ignore_links=False)
