"""Embeds and buttons on Discord: alerts, notices and replies. Pure."""

from collections.abc import Sequence
from typing import assert_never

import discord

from bot.alerts import text as alert_text
from bot.alerts.alert import Alert, Piece
from bot.alerts.gathering import name_cases
from bot.alerts.text import AlertStatus, classify_status, headline, list_notes, top_score_text
from bot.domain.inline import ChannelMention, MemberMention, RichText
from bot.domain.notice import Notice
from bot.interactions.replies import (
    Answer,
    CaseReply,
    CaseUpdate,
    FileReply,
    Menu,
    Page,
    Proposal,
    Refusal,
    Reply,
)
from bot.platforms.discord.outbound.markup import (
    Markup,
    join_lines,
    render,
    render_bars,
    render_link,
    render_quote,
    truncate,
)

_LONGEST_DESCRIPTION = 4_096
_LONGEST_FIELD = 1_024
_LONGEST_EXCERPT = 600  # a screen of a telephone; `/toxicity case` shows more
_LONGEST_VALUE = 700
_LONGEST_TITLE = 256
_LONGEST_COMPLAINT = 200
_LONGEST_MORE = 400
_MOST_FIELDS = 20
_NO_VALUE = Markup("\u200b")
"""A value that shows nothing: Discord takes no empty one."""

MOST_CHARACTERS = 6_000
"""Of all embeds in a message: Discord's limit."""

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


def build_alert_embed(alert: Alert, *, most: int = MOST_CHARACTERS) -> discord.Embed:
    """Build the embed of a case: its text under a spoiler, the words that drove it in bold.

    It has at most `most` characters: the text gives way first, then the longest field.
    """
    embed = _build_alert_fields(alert)
    _drop_fields(embed, most)
    if alert.case.is_text_kept:
        embed.description = render_quote(alert.pieces, min(_LONGEST_EXCERPT, most - len(embed)))
    return embed


def _build_alert_fields(alert: Alert) -> discord.Embed:
    message = alert.case.message
    embed = _make_embed(headline(alert), Markup(""), _COLOURS[classify_status(alert)])
    embed.timestamp = message.sent_at
    mention, name = render(MemberMention(message.author.id)), render(message.author.name)
    author = Markup(f"{mention} ({name})") if name else mention
    _add_field(embed, "Author", author, render(alert.history))
    channel = render(ChannelMention(message.thread or message.channel))
    _add_field(embed, "Where", channel, render_link(message.link, "Jump to it"))
    if bars := render_bars(alert.bars):
        _add_field(embed, "Scores", bars, inline=False)
    if notes := list_notes(alert):
        _add_field(embed, "Note", *map(render, notes), inline=False)
    if alert.complaints:
        complaints = (render_quote([Piece(each)], _LONGEST_COMPLAINT) for each in alert.complaints)
        _add_field(embed, "They say", *complaints, inline=False)
    if alert.appeal is not None:
        _add_field(embed, "Appeal", render(alert.appeal or "(no words)"), inline=False)
    if alert.decisions:
        _add_field(embed, "Decided", *map(render, alert.decisions), inline=False)
    return embed


def build_alert_line(alert: Alert) -> Markup:
    """Render one alert of many: "**17** deleted · <@1> · insult 0.95 · [jump](https://...)"."""
    message = alert.case.message
    done = render(alert_text.truncate(alert.done, 60))
    mention = render(MemberMention(message.author.id))
    return Markup(
        f"**{alert.case.number}** {done} · {mention} · {top_score_text(alert)}"
        f" · {render_link(message.link, 'jump')}"
    )


def build_alert_list_embed(
    alerts: Sequence[Alert], *, count: int = 0, summary: RichText | str = ""
) -> discord.Embed:
    """Build one embed of many alerts, a line each; of `count` in all, below a summary."""
    lines = join_lines([render(summary), *map(build_alert_line, alerts)])
    embed = _make_embed(name_cases(count or len(alerts)), lines, RED)
    return embed.set_footer(text="/toxicity case shows one of them, with its buttons")


def build_notice_embed(notice: Notice, *, with_quote: bool) -> discord.Embed:
    """Build the embed of a notice, with what the member wrote only where nobody else reads it."""
    embed = _make_embed(notice.title, join_lines(map(render, notice.lines)), YELLOW)
    if with_quote and notice.quote:
        quote = render_quote([Piece(notice.quote)], _LONGEST_FIELD)
        embed.add_field(name=notice.quote_caption, value=quote, inline=False)
    return embed.set_footer(text=f"{notice.case_caption} {notice.case}")


def build_answer_embed(answer: Answer) -> discord.Embed:
    """Build the embed of the answer to a command, a button or a menu."""
    match answer:
        case Refusal(reason=reason, remedy=remedy, title=title):
            return _make_embed(title, join_lines([render(reason), render(remedy)]), PURPLE)
        case Reply():
            return _build_reply_embed(answer)
        case FileReply(reply=reply, files=files):
            images = (f"attachment://{file.name}" for file in files if file.is_image)
            return _build_reply_embed(reply).set_image(url=next(images, None))
        case Proposal(reply=reply, line=line):
            embed = _build_reply_embed(reply)
            return embed.set_footer(text=truncate(render(f"/toxicity {line}"), _LONGEST_TITLE))
        case CaseReply() | CaseUpdate() | Menu() | Page():
            return _build_reply_embed(answer.reply)
        case _:
            assert_never(answer)


def is_about(embed: discord.Embed, case: int) -> bool:
    """Return True if an embed shows this case."""
    return (embed.title or "").startswith(f"Case {case}:")


def _build_reply_embed(reply: Reply) -> discord.Embed:
    embed = _make_embed(reply.title, Markup(""), BLUE)
    for field in reply.fields[:_MOST_FIELDS]:
        _add_field(embed, field.name, render(field.value))
    for quote in reply.quotes:
        jump = render_link(quote.link, "Jump to it") if quote.link else Markup("")
        text = render_quote(quote.pieces, _LONGEST_MORE)
        _add_field(embed, quote.title, *map(render, quote.lines), text, jump, inline=False)
    _drop_fields(embed, MOST_CHARACTERS // 2)
    below = [render_quote(reply.quote) if reply.quote else Markup(""), render_bars(reply.bars)]
    room = min(_LONGEST_DESCRIPTION, MOST_CHARACTERS - len(embed)) - len(join_lines(below)) - 1
    lines = truncate(join_lines(map(render, reply.lines)), room)
    embed.description = join_lines([lines, *below])
    return embed


def _drop_fields(embed: discord.Embed, most: int) -> None:
    """Remove the longest fields until an embed has at most `most` characters."""
    while len(embed) > most and embed.fields:
        lengths = [len(field.value or "") for field in embed.fields]
        embed.remove_field(lengths.index(max(lengths)))


def _make_embed(title: str, description: Markup, colour: discord.Colour) -> discord.Embed:
    return discord.Embed(
        title=truncate(render(title), _LONGEST_TITLE),
        description=truncate(description, _LONGEST_DESCRIPTION),
        colour=colour,
    )


def _add_field(embed: discord.Embed, name: str, *lines: Markup, inline: bool = True) -> None:
    value = truncate(join_lines(lines), _LONGEST_VALUE) or _NO_VALUE
    embed.add_field(name=truncate(render(name), _LONGEST_TITLE), value=value, inline=inline)
