"""Replies, notices and the home page on Slack, in Block Kit: what one person alone sees. Pure."""

from typing import assert_never

from slack_sdk.models.blocks import ActionsBlock, Block, DividerBlock, RichTextBlock
from slack_sdk.models.blocks.block_elements import RichTextElement

from bot.alerts.alert import Piece
from bot.alerts.text import bar_lines
from bot.domain.buttons import Button
from bot.domain.inline import RichText
from bot.domain.notice import Notice
from bot.interactions.replies import (
    Answer,
    CaseReply,
    CaseUpdate,
    Field,
    FileReply,
    Menu,
    Page,
    Proposal,
    Quote,
    Refusal,
    Reply,
    list_choices,
)
from bot.platforms.slack.outbound.blocks import (
    LONGEST_TEXT,
    LONGEST_VALUE,
    build_buttons,
    build_field,
    build_footer,
    build_header,
    build_line_buttons,
    build_show_button,
)
from bot.platforms.slack.outbound.rich_text import (
    JUMP,
    bold,
    link,
    plain,
    quote,
    render,
    stack,
    table,
)


def build_answer_blocks(answer: Answer) -> list[Block]:
    """Build the answer to a command, a button or a menu."""
    match answer:
        case Refusal(reason=reason, remedy=remedy, title=title):
            body = stack([plain(reason), plain(remedy)])
            return [build_header(title), RichTextBlock(elements=body)]
        case Reply():
            return _build_reply(answer)
        case CaseReply(reply=reply, case=case, buttons=buttons):
            return [*_build_reply(reply), *_build_row(buttons, case), *_build_choices(answer)]
        case CaseUpdate() | FileReply() | Menu() | Page() | Proposal():
            return [*_build_reply(answer.reply), *_build_choices(answer)]
        case _:
            assert_never(answer)


def answer_title(answer: Answer) -> str:
    """Return what a notification says of an answer."""
    match answer:
        case Refusal(title=title) | Reply(title=title):
            return title
        case FileReply() | CaseReply() | CaseUpdate() | Menu() | Proposal() | Page():
            return answer.reply.title
        case _:
            assert_never(answer)


def build_home_blocks(answer: Answer) -> list[Block]:
    """Build a page with its sections below each other, cases with what can be pressed."""
    blocks = build_answer_blocks(answer)
    for section in answer.sections if isinstance(answer, Page) else ():
        blocks += (
            _build_case_section(section)
            if isinstance(section, CaseReply)
            else [DividerBlock(), *build_answer_blocks(section)]
        )
    return blocks


def build_wait_blocks() -> list[Block]:
    """Build the placeholder of an answer."""
    return [RichTextBlock(elements=stack([plain("One moment…")]))]


def build_notice_blocks(notice: Notice, *, is_ephemeral: bool = False) -> list[Block]:
    """Build a notice: only the member sees it, and they wrote what it quotes.

    `is_ephemeral`: Slack will forget it, and shows it only to who is there.
    """
    body = [
        *stack(map(plain, notice.lines)),
        *([quote([Piece(notice.quote)], LONGEST_TEXT)] if notice.quote else []),
        *stack([link(notice.link, notice.link_caption)] if notice.link else []),
    ]
    return [
        build_header(notice.title),
        RichTextBlock(elements=body),
        *_build_row(
            (Button.APPEAL,) if notice.may_appeal else (), notice.case, notice.appeal_caption
        ),
        build_footer(
            f"{notice.case_caption} {notice.case}"
            + (f" · {notice.passing_caption}" if is_ephemeral else "")
        ),
    ]


def _build_reply(reply: Reply) -> list[Block]:
    lines = render(RichText.join("\n", reply.lines), LONGEST_TEXT)
    body = [
        *stack([lines]),
        *([quote(reply.quote, LONGEST_TEXT)] if reply.quote else []),
        *table(bar_lines(reply.bars)),
        *stack(list(map(_build_one_line_field, reply.fields))),
        *(element for each in reply.quotes for element in _build_quote(each)),
    ]
    return [build_header(reply.title), *([RichTextBlock(elements=body)] if body else [])]


def _build_quote(more: Quote) -> list[RichTextElement]:
    """Build a quote under its title."""
    jump = [*plain(" · "), *link(more.link, JUMP)] if more.link else []
    lines = [[*bold(more.title), *jump], *map(render, more.lines)]
    return [*stack(lines), quote(more.pieces, LONGEST_VALUE)]


def _build_case_section(section: CaseReply) -> list[Block]:
    reply, case = section.reply, section.case
    body = stack([bold(reply.title), *map(render, reply.lines)])
    caption = section.appeal_caption if section.buttons == (Button.APPEAL,) else None
    buttons = build_buttons(section.buttons, case, caption=caption) or [
        build_show_button(case, "Show")
    ]
    buttons += build_line_buttons(section.choices)
    return [RichTextBlock(elements=body), ActionsBlock(elements=buttons)]


def _build_row(buttons: tuple[Button, ...], case: int, caption: str | None = None) -> list[Block]:
    """Build a row of buttons; none for none, as Slack would refuse an empty one."""
    built = build_buttons(buttons, case, caption=caption)
    return [ActionsBlock(elements=built)] if built else []


def _build_choices(answer: Answer) -> list[Block]:
    """Build a row of what can be chosen; none where nothing can."""
    built = build_line_buttons(list_choices(answer))
    return [ActionsBlock(elements=built)] if built else []


def _build_one_line_field(field: Field) -> list[RichTextElement]:
    elements = (
        element.replace("\n", " · ") if isinstance(element, str) else element
        for element in field.value.elements
    )
    return build_field(field.name, RichText(*elements))
