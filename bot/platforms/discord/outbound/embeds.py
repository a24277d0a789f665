"""What people see on Discord: alerts, notices and replies as cards. Pure."""

from collections.abc import Iterable, Sequence

import discord

from bot.alerts.alert import Alert, Bar, Piece
from bot.alerts.text import (
    Look,
    join,
    judge_look,
    list_remarks,
    name_top,
    shorten,
    tabulate,
    write_headline,
)
from bot.domain.buttons import Button, write_id
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
    Look.ACTED: RED,
    Look.FLAGGED: YELLOW,
    Look.REFUSED: PURPLE,
    Look.WITHHELD: BLUE,
    Look.DECIDED: GREY,
}

_STYLES = {
    Button.DELETE: discord.ButtonStyle.danger,
    Button.TIMEOUT: discord.ButtonStyle.danger,
    Button.WARN: discord.ButtonStyle.primary,
}


def draw_alert(alert: Alert) -> discord.Embed:
    """A case as moderators see it: the text under a spoiler, the words that drove it in bold."""
    message = alert.case.message
    where = f"<#{message.thread or message.channel}>"
    card = discord.Embed(
        title=shorten(write_headline(alert), _LONGEST_TITLE),
        description=draw_quote(alert.pieces),
        colour=_COLOURS[judge_look(alert)],
        timestamp=message.sent_at,
    )
    said_by = f"<@{message.author.id}> ({escape(message.author.name)})"
    card.add_field(name="Author", value=shorten(join([said_by, alert.history]), _LONGEST_VALUE))
    card.add_field(name="Where", value=join([where, f"[Jump to it]({message.link})"]))
    if bars := draw_bars(alert.bars):
        card.add_field(name="Scores", value=bars, inline=False)
    if why := join(list_remarks(alert)):
        card.add_field(name="Note", value=shorten(why, _LONGEST_VALUE), inline=False)
    if alert.appeal is not None:
        said = escape(alert.appeal) or "(no words)"
        card.add_field(name="Appeal", value=shorten(said, _LONGEST_VALUE), inline=False)
    if alert.decisions:
        said = join(alert.decisions)
        card.add_field(name="Decided", value=shorten(said, _LONGEST_VALUE), inline=False)
    return card


def draw_line(alert: Alert) -> str:
    """One alert of many: "**17** deleted · <@1> · insult 0.95 · [jump](https://...)"."""
    message = alert.case.message
    return (
        f"**{alert.case.number}** {shorten(alert.done, 60)} · <@{message.author.id}>"
        f" · {name_top(alert)} · [jump]({message.link})"
    )


def draw_many(alerts: Sequence[Alert]) -> discord.Embed:
    """Many alerts in one, a line each."""
    return discord.Embed(
        title=f"{len(alerts)} cases at once",
        description="\n".join(map(draw_line, alerts)),
        colour=RED,
    ).set_footer(text="/toxicity case shows one of them, with its buttons")


def draw_notice(notice: Notice, *, with_quote: bool) -> discord.Embed:
    """What a member is told; what they wrote only where nobody else reads it."""
    card = discord.Embed(
        title=shorten(notice.title, _LONGEST_TITLE),
        description=shorten(join(notice.lines), _LONGEST_LINES),
        colour=YELLOW,
    )
    if with_quote and notice.quote:
        card.add_field(name="You wrote", value=draw_quote([Piece(notice.quote)]), inline=False)
    return card.set_footer(text=f"Case {notice.case}")


def draw_reply(reply: Reply | Refusal) -> discord.Embed:
    """The answer to a command, a button or a menu."""
    if isinstance(reply, Refusal):
        said = join([reply.reason, reply.remedy])
        return discord.Embed(title="Not done", description=said, colour=PURPLE)
    card = discord.Embed(title=shorten(reply.title, _LONGEST_TITLE), colour=BLUE)
    for field in reply.fields[:_MOST_FIELDS]:
        value = shorten(field.value, _LONGEST_VALUE) or "\u200b"
        card.add_field(name=shorten(field.name, _LONGEST_TITLE), value=value)
    above = [draw_quote(reply.quote) if reply.quote else "", draw_bars(reply.bars)]
    room = min(_LONGEST_LINES, MOST_CHARACTERS - len(card)) - len(join(above)) - 1
    card.description = join([*above, shorten(join(reply.lines), room)])
    return card


def draw_buttons(buttons: Iterable[Button], case: int | None) -> discord.ui.View:
    """The buttons of one case."""
    return draw_rows([] if case is None else [(button, case) for button in buttons])


def draw_rows(buttons: Sequence[tuple[Button, int]]) -> discord.ui.View:
    """Buttons whose ids say all, so that no view need be remembered; with several cases, a row each."""
    cases = list(dict.fromkeys(case for _, case in buttons))
    view = discord.ui.View(timeout=None)
    for button, case in buttons:
        view.add_item(
            discord.ui.Button(
                label=button.caption if len(cases) == 1 else f"{button.caption} {case}",
                style=_STYLES.get(button, discord.ButtonStyle.secondary),
                custom_id=write_id(button, case),
                row=None if len(cases) == 1 else cases.index(case),
            )
        )
    view.stop()  # discord.py would keep it for ever, waiting for presses that `asking` takes
    return view


def is_about(card: discord.Embed, case: int) -> bool:
    """Whether a card shows this case."""
    return (card.title or "").startswith(f"Case {case}:")


def draw_quote(pieces: Sequence[Piece]) -> str:
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


def draw_bars(bars: Sequence[Bar]) -> str:
    """The notable scores beside their thresholds, as a table in a fixed font.

    No colours: telephones show the marks of Discord's coloured blocks as they are.
    """
    lines = tabulate(bars)
    return "```\n" + "\n".join(lines) + "\n```" if lines else ""


def escape(text: str) -> str:
    """Text in which nothing is markup, so that no spoiler opens and no bold runs on."""
    return discord.utils.escape_markdown(text, ignore_links=False)
