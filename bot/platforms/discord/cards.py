"""What people see on Discord: alerts, notices and replies as cards. Pure."""

from collections.abc import Iterable, Sequence

import discord

from bot.actions import Result
from bot.alerts import Alert, Bar, Piece
from bot.buttons import Button, write_id
from bot.notice import Notice
from bot.reply import Refusal, Reply
from bot.verdict import Tier

_LONGEST_QUOTE = 1_000
_LONGEST_LINES = 3_000
_LONGEST_VALUE = 700
_LONGEST_TITLE = 256
_MOST_FIELDS = 20

_WIDTH = 8
"""Blocks of a bar: beside label and numbers, it fits a telephone's width."""

_NOTABLE = 0.1
"""Scores below are left out unless they reached a threshold."""

RED = discord.Colour(0xC0392B)
YELLOW = discord.Colour(0xD4AC0D)
PURPLE = discord.Colour(0x8E44AD)
GREY = discord.Colour(0x7F8C8D)
BLUE = discord.Colour(0x2E86C1)

_STYLES = {
    Button.DELETE: discord.ButtonStyle.danger,
    Button.TIMEOUT: discord.ButtonStyle.danger,
    Button.WARN: discord.ButtonStyle.primary,
}


def draw_alert(alert: Alert) -> discord.Embed:
    """A case as moderators see it: the text under a spoiler, the words that drove it in bold."""
    case, message = alert.case, alert.case.message
    where = f"<#{message.thread or message.channel}>"
    card = discord.Embed(
        title=_cut(write_headline(alert), _LONGEST_TITLE),
        description=draw_quote(alert.pieces),
        colour=_choose_colour(alert),
        timestamp=message.sent_at,
    )
    said_by = f"<@{message.author.id}> ({escape(message.author.name)})"
    card.add_field(name="Author", value=_cut(join([said_by, alert.history]), _LONGEST_VALUE))
    card.add_field(name="Where", value=join([where, f"[Jump to it]({message.link})"]))
    if bars := draw_bars(alert.bars):
        card.add_field(name="Scores", value=bars, inline=False)
    remarks = [*alert.reasons[len(case.verdict.crossed) :], alert.remedy]
    if why := join(remarks):
        card.add_field(name="Note", value=_cut(why, _LONGEST_VALUE), inline=False)
    if alert.appeal is not None:
        said = escape(alert.appeal) or "(no words)"
        card.add_field(name="Appeal", value=_cut(said, _LONGEST_VALUE), inline=False)
    if alert.decisions:
        said = join(alert.decisions)
        card.add_field(name="Decided", value=_cut(said, _LONGEST_VALUE), inline=False)
    return card


def write_headline(alert: Alert) -> str:
    """What moderators read first: "Case 17: flagged, wanted: delete"."""
    outcome = alert.case.outcome
    is_less = outcome is None or outcome.action is not alert.case.verdict.wanted
    wanted = f", wanted: {alert.wanted}" if is_less and alert.wanted != "none" else ""
    return f"Case {alert.case.number}: {alert.done}{wanted}"


def draw_line(alert: Alert) -> str:
    """One alert of many: "**17** deleted · <@1> · insult 0.95 · [jump](https://...)"."""
    message = alert.case.message
    top = f"{alert.bars[0].label} {alert.bars[0].score:.2f}" if alert.bars else "unscored"
    return (
        f"**{alert.case.number}** {_cut(alert.done, 60)} · <@{message.author.id}>"
        f" · {top} · [jump]({message.link})"
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
        title=_cut(notice.title, _LONGEST_TITLE),
        description=_cut(join(notice.lines), _LONGEST_LINES),
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
    quote = draw_quote(reply.quote) if reply.quote else ""
    bars = draw_bars(reply.bars)
    said = join([quote, bars, _cut(join(reply.lines), _LONGEST_LINES)])
    card = discord.Embed(title=_cut(reply.title, _LONGEST_TITLE), description=said, colour=BLUE)
    for field in reply.fields[:_MOST_FIELDS]:
        value = _cut(field.value, _LONGEST_VALUE) or "\u200b"
        card.add_field(name=_cut(field.name, _LONGEST_TITLE), value=value)
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
    notable = [bar for bar in bars if bar.reached or bar.score >= _NOTABLE]
    widest = max((len(bar.label) for bar in notable), default=0)
    lines = [_draw_bar(bar, widest) for bar in notable]
    return "```\n" + "\n".join(lines) + "\n```" if lines else ""


def escape(text: str) -> str:
    """Text in which nothing is markup, so that no spoiler opens and no bold runs on."""
    return discord.utils.escape_markdown(text, ignore_links=False)


def join(lines: Iterable[str]) -> str:
    """The lines there are, one below the other."""
    return "\n".join(line for line in lines if line)


def _draw_bar(bar: Bar, widest: int) -> str:
    """A label's score, and the threshold that it reached or would reach next: "🔴 insult 0.95 ▓▓▓▓▓▓▓░ act 0.90"."""
    mark = {Tier.ACT: "🔴", Tier.FLAG: "🟡", None: "⚪"}[bar.reached]
    filled = round(bar.score * _WIDTH)
    drawn = "▓" * filled + "░" * (_WIDTH - filled)
    levels = {"act": bar.act, "flag": bar.flag}
    tier = bar.reached or ("flag" if bar.flag is not None else "act")
    level = levels[tier]
    limit = "" if level is None else f" {tier} {level:.2f}"
    return f"{mark} {bar.label:<{widest}} {bar.score:.2f} {drawn}{limit}"


def _choose_colour(alert: Alert) -> discord.Colour:
    outcome = alert.case.outcome
    if alert.decisions or outcome is None:
        return GREY
    if outcome.result is Result.REFUSED or outcome.remedy:
        return PURPLE
    if outcome.result is Result.WITHHELD:
        return BLUE
    return YELLOW if alert.done == "flagged" else RED


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
