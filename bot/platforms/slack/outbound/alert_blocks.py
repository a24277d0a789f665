"""Alerts on Slack, in Block Kit. Pure.

Slack has no spoilers, so an alert holds nothing of what was written: the button "Show text" opens it for
the moderator who pressed. The `text` beside blocks, which notifications show, never holds any of it.
"""

import re
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    DividerBlock,
    MarkdownTextObject,
    RichTextBlock,
    SectionBlock,
)
from slack_sdk.models.blocks.block_elements import ButtonElement, RichTextElement

from bot.alerts.alert import Alert, Piece, join_pings
from bot.alerts.gathering import Gathering, describe_done, name_cases
from bot.alerts.text import (
    AlertStatus,
    bar_lines,
    classify_status,
    headline,
    list_notes,
    top_score_text,
    truncate,
)
from bot.domain.buttons import Button
from bot.domain.gathered_cases import format_gathered_id
from bot.domain.inline import ChannelMention, RichText, Spoiler
from bot.domain.naming import UNKNOWN_AUTHOR
from bot.platforms.slack.outbound.blocks import (
    LONGEST_HEADER,
    LONGEST_VALUE,
    build_buttons,
    build_field,
    build_footer,
    build_header,
    build_open_buttons,
    build_show_button,
)
from bot.platforms.slack.outbound.rich_text import (
    JUMP,
    USER,
    USER_GROUP,
    Line,
    bold,
    date,
    link,
    plain,
    quote,
    render,
    stack,
    table,
)

_LONGEST_COMPLAINT = 200

_WORKSPACE = re.compile(r"(https://[^/]+/)(?:archives|team)/")
"""Matches the beginning of a link: the address of its workspace."""

_MARKS = {
    AlertStatus.ACTED: "🔴",
    AlertStatus.FLAGGED: "🟡",
    AlertStatus.REFUSED: "🟣",
    AlertStatus.WITHHELD: "🔵",
    AlertStatus.DECIDED: "⚪",
}


def build_alert_blocks(alert: Alert) -> list[Block]:
    """Build the alert of a case, without what was written."""
    number = alert.case.number
    title = f"{_MARKS[classify_status(alert)]} {headline(alert)}"
    body = [
        *stack([_author_line(alert), _place_line(alert)]),
        *table(bar_lines(alert.bars)),
        *stack([build_field("Note", RichText.join(". ", map(_mask, list_notes(alert))))]),
        *_build_complaints(alert),
        *stack(_appeal_lines(alert)),
        *([quote([Piece(alert.appeal)], LONGEST_VALUE)] if alert.appeal else []),
        *stack([build_field("Decided", ", ".join(alert.decisions))]),
    ]
    return [
        build_header(title, block_id=_block_id(number, "head")),
        RichTextBlock(elements=body, block_id=_block_id(number, "body")),
        ActionsBlock(
            elements=[
                build_show_button(number, "Show text"),
                *build_buttons(alert.buttons, number),
                *build_open_buttons(alert.lines, number),
            ],
            block_id=_block_id(number, "buttons"),
        ),
    ]


def is_about(block_id: str, case: int) -> bool:
    """Return True if a block is a part of this case's alert."""
    return block_id.startswith(_block_id(case, ""))


def build_alerts_blocks(alerts: Sequence[Alert]) -> list[Block]:
    """Build several alerts in one message, each with its buttons."""
    blocks = list[Block]()
    for alert in alerts:
        blocks += [*([DividerBlock()] if blocks else []), *build_alert_blocks(alert)]
    return blocks


def build_gathering_blocks(gathering: Gathering) -> list[Block]:
    """Build the alert of a raid: what was done, the latest cases, a line each, and buttons for all."""
    head, lines, foot = build_alert_list_blocks(gathering.latest, count=gathering.count)
    channel = ChannelMention(gathering.latest[-1].case.message.channel)
    summary = [*plain("In "), *render(channel), *plain(f": {describe_done(gathering)}.")]
    buttons = [
        ButtonElement(
            text=f"{button.caption} all",
            action_id=format_gathered_id(button, gathering.cases),
            style="danger" if button is Button.DELETE else None,
        )
        for button in gathering.buttons
    ]
    actions: list[Block] = [ActionsBlock(elements=buttons)] if buttons else []
    return [head, RichTextBlock(elements=stack([summary])), lines, *actions, foot]


def build_alert_list_blocks(alerts: Sequence[Alert], *, count: int = 0) -> list[Block]:
    """Build many alerts in one message, a line each; `count` is that of all cases."""
    return [
        build_header(f"🔴 {name_cases(count or len(alerts))}"),
        RichTextBlock(elements=stack(map(_alert_line, alerts))),
        build_footer("/toxicity case shows one of them, with its text and buttons"),
    ]


def build_ping(alerts: Sequence[Alert]) -> list[Block]:
    """Build the line that rings for user groups and people, once for all alerts of a message; nothing for nobody."""
    mentions = [f"<!subteam^{each}>" for each in join_pings(alerts) if USER_GROUP.fullmatch(each)]
    mentions += [f"<@{each}>" for each in join_pings(alerts) if USER.fullmatch(each)]
    text = MarkdownTextObject(text=" ".join(mentions), verbatim=True)
    return [SectionBlock(text=text)] if mentions else []


def fallback_text(alerts: Sequence[Alert]) -> str:
    """Return what a notification says of alerts."""
    return headline(alerts[0]) if len(alerts) == 1 else name_cases(len(alerts))


def _alert_line(alert: Alert) -> Line:
    """Build one alert of many: "17  deleted · kim · insult 0.95 · Jump to it"."""
    done = f"  {truncate(alert.done, 60)} · "
    top = f" · {top_score_text(alert)} · "
    jump = link(alert.case.message.link, JUMP)
    return [*bold(str(alert.case.number)), *plain(done), *_author_link(alert), *plain(top), *jump]


def _author_line(alert: Alert) -> Line:
    history = f" · {alert.history}" if alert.history else ""
    return [*bold("Author  "), *_author_link(alert), *plain(history)]


def _author_link(alert: Alert) -> Line:
    """Build a link from the author's name to their profile, as a mention would ring."""
    message = alert.case.message
    workspace = _WORKSPACE.match(message.link)
    is_known = workspace and message.author.id != UNKNOWN_AUTHOR.id
    profile = f"{workspace[1]}team/{message.author.id}" if workspace and is_known else ""
    return link(profile, truncate(message.author.name, LONGEST_HEADER) or "somebody")


def _place_line(alert: Alert) -> Line:
    message = alert.case.message
    in_thread = ", in a thread" if message.thread else ""
    return [
        *bold("Where  "),
        *render(ChannelMention(message.channel)),
        *plain(f"{in_thread} · "),
        *link(message.link, JUMP),
        *plain(" · "),
        *date(message.sent_at),
    ]


def _build_complaints(alert: Alert) -> list[RichTextElement]:
    """Build what members say who reported it, in quotes."""
    if not alert.complaints:
        return []
    quotes = [quote([Piece(each)], _LONGEST_COMPLAINT) for each in alert.complaints]
    return [*stack([bold("They say")]), *quotes]


def _appeal_lines(alert: Alert) -> list[Line]:
    if alert.appeal is None:
        return []
    return [bold("Appeal")] if alert.appeal else [build_field("Appeal", "(no words)")]


def _mask(note: RichText) -> RichText:
    """Mask what would stand behind a spoiler: "kys" -> "k•s"; "Show text" opens the case with all of it."""
    masked = (
        f"{each.text[:1]}{'•' * max(len(each.text) - 2, 1)}{each.text[2:][-1:]}"
        if isinstance(each, Spoiler)
        else each
        for each in note.elements
    )
    return RichText(*masked)


def _block_id(case: int, part: str) -> str:
    return f"case-{case}-{part}"
