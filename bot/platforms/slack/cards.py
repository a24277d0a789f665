"""What people see on Slack: alerts, notices and replies in Block Kit. Pure.

Slack has no spoilers, so an alert holds nothing of what was written: the button "Show text" opens it for
the moderator who pressed. The `text` beside blocks, which notifications show, never holds any of it.
"""

import re
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    RichTextBlock,
)
from slack_sdk.models.blocks.block_elements import RichTextElement

from bot.alerts import Alert, Piece
from bot.buttons import Button, write_id
from bot.cards import Look, judge_look, list_remarks, name_top, shorten, tabulate, write_headline
from bot.notice import Notice
from bot.platforms.slack.markup import (
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
from bot.reply import Field, Refusal, Reply, Response

_LONGEST_HEADER = 150
_LONGEST_QUOTE = 2_900
_LONGEST_LINES = 2_900
_LONGEST_VALUE = 700

MARKS = {
    Look.ACTED: "🔴",
    Look.FLAGGED: "🟡",
    Look.REFUSED: "🟣",
    Look.WITHHELD: "🔵",
    Look.DECIDED: "⚪",
}

_REFUSED = "Not done"
_PASSING = " · only you see this, and only for a while; my Home tab keeps it, and the button"

SHOW = re.compile(r"parley:show:(\d{1,18})")
"""Matches the id of a button that shows a case to whoever pressed it: 17 in "parley:show:17"."""

_STYLES = {Button.DELETE: "danger", Button.TIMEOUT: "danger", Button.WARN: "primary"}


def draw_alert(alert: Alert) -> list[Block]:
    """A case as moderators see it, without what was written."""
    number = alert.case.number
    headline = f"{MARKS[judge_look(alert)]} {write_headline(alert)}"
    body = [
        *stack([_tell_author(alert), _tell_place(alert)]),
        *table(tabulate(alert.bars)),
        *stack([_name("Note", ". ".join(list_remarks(alert))), *_tell_appeal(alert)]),
        *([quote([Piece(alert.appeal)], _LONGEST_VALUE)] if alert.appeal else []),
        *stack([_name("Decided", ", ".join(alert.decisions))]),
    ]
    return [
        _draw_header(headline, block_id=_name_block(number, "head")),
        RichTextBlock(elements=body, block_id=_name_block(number, "body")),
        ActionsBlock(
            elements=[_draw_show(number, "Show text"), *_draw_buttons(alert.buttons, number)],
            block_id=_name_block(number, "buttons"),
        ),
    ]


def is_about(block_id: str, case: int) -> bool:
    """Whether a block is a part of this case's alert."""
    return block_id.startswith(_name_block(case, ""))


def draw_cards(alerts: Sequence[Alert]) -> list[Block]:
    """Some alerts in one message, each with its buttons."""
    blocks = list[Block]()
    for alert in alerts:
        blocks += [*([DividerBlock()] if blocks else []), *draw_alert(alert)]
    return blocks


def draw_many(alerts: Sequence[Alert]) -> list[Block]:
    """Many alerts in one message, a line each."""
    return [
        _draw_header(f"🔴 {len(alerts)} cases at once"),
        RichTextBlock(elements=stack(map(_draw_line, alerts))),
        _draw_footer("/toxicity case shows one of them, with its text and buttons"),
    ]


def write_fallback(alerts: Sequence[Alert]) -> str:
    """What a notification says."""
    return write_headline(alerts[0]) if len(alerts) == 1 else f"{len(alerts)} cases at once"


def draw_notice(notice: Notice, *, is_passing: bool = False) -> list[Block]:
    """What a member is told: only they see it, and they wrote what it quotes.

    `is_passing`: Slack will forget it, and shows it only to who is there.
    """
    body = [
        *stack(map(write, notice.lines)),
        *([quote([Piece(notice.quote)], _LONGEST_QUOTE)] if notice.quote else []),
    ]
    appeal = _draw_buttons([Button.APPEAL], notice.case) if notice.may_appeal else []
    return [
        _draw_header(notice.title),
        RichTextBlock(elements=body),
        *([ActionsBlock(elements=appeal)] if appeal else []),
        _draw_footer(f"Case {notice.case}{_PASSING if is_passing else ''}"),
    ]


def draw_reply(response: Response) -> list[Block]:
    """The answer to a command, a button or a menu."""
    if isinstance(response, Refusal):
        said = stack([write(response.reason), write(response.remedy)])
        return [_draw_header(_REFUSED), RichTextBlock(elements=said)]
    case = response.case
    buttons = _draw_buttons(response.buttons, case) if case is not None else []
    return [
        _draw_header(response.title),
        *_draw_body(response),
        *([ActionsBlock(elements=buttons)] if buttons else []),
    ]


def name_reply(response: Response) -> str:
    """What a notification says of an answer."""
    return _REFUSED if isinstance(response, Refusal) else response.title


def draw_home(response: Response) -> list[Block]:
    """The answer that is a page: its parts below each other, cases with what can be pressed."""
    blocks = draw_reply(response)
    for part in response.more if isinstance(response, Reply) else ():
        blocks += _draw_case(part) if part.case is not None else [DividerBlock(), *draw_reply(part)]
    return blocks


def draw_wait() -> list[Block]:
    """What stands where an answer will."""
    return [RichTextBlock(elements=stack([plain("One moment…")]))]


def _draw_case(part: Reply) -> list[Block]:
    assert part.case is not None
    body = stack([bold(part.title), *map(write, part.lines)])
    buttons = _draw_buttons(part.buttons, part.case) or [_draw_show(part.case, "Show")]
    return [RichTextBlock(elements=body), ActionsBlock(elements=buttons)]


def _draw_body(reply: Reply) -> list[Block]:
    lines = shorten("\n".join(reply.lines), _LONGEST_LINES)
    body = [
        *([quote(reply.quote, _LONGEST_QUOTE)] if reply.quote else []),
        *table(tabulate(reply.bars)),
        *stack([write(lines), *map(_draw_field, reply.fields)]),
    ]
    return [RichTextBlock(elements=body)] if body else []


def _draw_field(field: Field) -> list[RichTextElement]:
    return _name(field.name, field.value.replace("\n", " · "))


def _draw_line(alert: Alert) -> Line:
    """One alert of many: "17  deleted · kim · insult 0.95 · Jump to it"."""
    said = f"  {shorten(alert.done, 60)} · "
    top = f" · {name_top(alert)} · "
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
    return link(profile, shorten(message.author.name, _LONGEST_HEADER) or "somebody")


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
    return [bold("Appeal")] if alert.appeal else [_name("Appeal", "(no words)")]


def _name(name: str, value: str) -> list[RichTextElement]:
    return [*bold(f"{name}  "), *write(shorten(value, _LONGEST_VALUE))] if value else []


def _name_block(case: int, part: str) -> str:
    return f"case-{case}-{part}"


def _draw_header(text: str, block_id: str | None = None) -> HeaderBlock:
    shown = PlainTextObject(text=shorten(text, _LONGEST_HEADER), emoji=True)
    return HeaderBlock(text=shown, block_id=block_id)


def _draw_footer(text: str) -> ContextBlock:
    return ContextBlock(elements=[MarkdownTextObject(text=text, verbatim=True)])


def _draw_show(case: int, caption: str) -> ButtonElement:
    return ButtonElement(text=caption, action_id=f"parley:show:{case}")


def _draw_buttons(buttons: Sequence[Button], case: int) -> list[ButtonElement]:
    return [
        ButtonElement(
            text=button.caption, action_id=write_id(button, case), style=_STYLES.get(button)
        )
        for button in buttons
    ]
