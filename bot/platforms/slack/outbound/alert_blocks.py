"""What moderators see on Slack: alerts in Block Kit. Pure.

Slack has no spoilers, so an alert holds nothing of what was written: the button "Show text" opens it for
the moderator who pressed. The `text` beside blocks, which notifications show, never holds any of it.
"""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, DividerBlock, RichTextBlock

from bot.alerts.alert import Alert, Piece
from bot.alerts.text import (
    AlertStatus,
    bar_lines,
    classify_status,
    headline,
    list_notes,
    top_score_text,
    truncate,
)
from bot.platforms.slack.outbound.blocks import (
    LONGEST_HEADER,
    LONGEST_VALUE,
    build_buttons,
    build_footer,
    build_header,
    build_show_button,
    name,
)
from bot.platforms.slack.outbound.rich_text import (
    JUMP,
    Line,
    bold,
    date,
    link,
    plain,
    quote,
    stack,
    table,
    write,
)

_MARKS = {
    AlertStatus.ACTED: "🔴",
    AlertStatus.FLAGGED: "🟡",
    AlertStatus.REFUSED: "🟣",
    AlertStatus.WITHHELD: "🔵",
    AlertStatus.DECIDED: "⚪",
}


def build_alert_blocks(alert: Alert) -> list[Block]:
    """A case as moderators see it, without what was written."""
    number = alert.case.number
    title = f"{_MARKS[classify_status(alert)]} {headline(alert)}"
    body = [
        *stack([_tell_author(alert), _tell_place(alert)]),
        *table(bar_lines(alert.bars)),
        *stack([name("Note", ". ".join(list_notes(alert))), *_tell_appeal(alert)]),
        *([quote([Piece(alert.appeal)], LONGEST_VALUE)] if alert.appeal else []),
        *stack([name("Decided", ", ".join(alert.decisions))]),
    ]
    return [
        build_header(title, block_id=_name_block(number, "head")),
        RichTextBlock(elements=body, block_id=_name_block(number, "body")),
        ActionsBlock(
            elements=[
                build_show_button(number, "Show text"),
                *build_buttons(alert.buttons, number),
            ],
            block_id=_name_block(number, "buttons"),
        ),
    ]


def is_about(block_id: str, case: int) -> bool:
    """Whether a block is a part of this case's alert."""
    return block_id.startswith(_name_block(case, ""))


def build_cards(alerts: Sequence[Alert]) -> list[Block]:
    """Some alerts in one message, each with its buttons."""
    blocks = list[Block]()
    for alert in alerts:
        blocks += [*([DividerBlock()] if blocks else []), *build_alert_blocks(alert)]
    return blocks


def build_many_blocks(alerts: Sequence[Alert]) -> list[Block]:
    """Many alerts in one message, a line each."""
    return [
        build_header(f"🔴 {len(alerts)} cases at once"),
        RichTextBlock(elements=stack(map(_draw_line, alerts))),
        build_footer("/toxicity case shows one of them, with its text and buttons"),
    ]


def fallback_text(alerts: Sequence[Alert]) -> str:
    """What a notification says."""
    return headline(alerts[0]) if len(alerts) == 1 else f"{len(alerts)} cases at once"


def _draw_line(alert: Alert) -> Line:
    """One alert of many: "17  deleted · kim · insult 0.95 · Jump to it"."""
    said = f"  {truncate(alert.done, 60)} · "
    top = f" · {top_score_text(alert)} · "
    jump = link(alert.case.message.link, JUMP)
    return [*bold(str(alert.case.number)), *plain(said), *_draw_author(alert), *plain(top), *jump]


def _tell_author(alert: Alert) -> Line:
    history = f" · {alert.history}" if alert.history else ""
    return [*bold("Author  "), *_draw_author(alert), *plain(history)]


def _draw_author(alert: Alert) -> Line:
    """Their name, leading to their profile: a mention would ring."""
    message = alert.case.message
    address, found, _ = message.link.partition("archives/")
    profile = f"{address}team/{message.author.id}" if found else ""
    return link(profile, truncate(message.author.name, LONGEST_HEADER) or "somebody")


def _tell_place(alert: Alert) -> Line:
    message = alert.case.message
    in_thread = ", in a thread" if message.thread else ""
    where = [*write(f"<#{message.channel}>"), *plain(f"{in_thread} · ")]
    return [
        *bold("Where  "),
        *where,
        *link(message.link, JUMP),
        *plain(" · "),
        *date(message.sent_at),
    ]


def _tell_appeal(alert: Alert) -> list[Line]:
    if alert.appeal is None:
        return []
    return [bold("Appeal")] if alert.appeal else [name("Appeal", "(no words)")]


def _name_block(case: int, part: str) -> str:
    return f"case-{case}-{part}"
