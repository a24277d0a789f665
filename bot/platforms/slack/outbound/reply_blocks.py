"""What one person alone sees on Slack: answers, notices and the page, in Block Kit. Pure."""

from slack_sdk.models.blocks import ActionsBlock, Block, DividerBlock, RichTextBlock
from slack_sdk.models.blocks.block_elements import RichTextElement

from bot.alerts.alert import Piece
from bot.alerts.text import bar_lines, truncate
from bot.domain.buttons import Button
from bot.domain.notice import Notice
from bot.interactions.replies import Field, Refusal, Reply, Response
from bot.platforms.slack.outbound.blocks import (
    LONGEST_TEXT,
    build_buttons,
    build_footer,
    build_header,
    build_show_button,
    name,
)
from bot.platforms.slack.outbound.rich_text import bold, plain, quote, stack, table, write

_REFUSED = "Not done"
_PASSING = " · only you see this, and only for a while; my Home tab keeps it, and the button"


def build_reply_blocks(response: Response) -> list[Block]:
    """The answer to a command, a button or a menu."""
    if isinstance(response, Refusal):
        said = stack([write(response.reason), write(response.remedy)])
        return [build_header(_REFUSED), RichTextBlock(elements=said)]
    case = response.case
    buttons = build_buttons(response.buttons, case) if case is not None else []
    return [
        build_header(response.title),
        *_draw_body(response),
        *([ActionsBlock(elements=buttons)] if buttons else []),
    ]


def reply_title(response: Response) -> str:
    """What a notification says of an answer."""
    return _REFUSED if isinstance(response, Refusal) else response.title


def build_home_blocks(response: Response) -> list[Block]:
    """The answer that is a page: its parts below each other, cases with what can be pressed."""
    blocks = build_reply_blocks(response)
    for part in response.more if isinstance(response, Reply) else ():
        blocks += (
            _draw_case(part)
            if part.case is not None
            else [DividerBlock(), *build_reply_blocks(part)]
        )
    return blocks


def build_wait_blocks() -> list[Block]:
    """What stands where an answer will."""
    return [RichTextBlock(elements=stack([plain("One moment…")]))]


def build_notice_blocks(notice: Notice, *, is_passing: bool = False) -> list[Block]:
    """What a member is told: only they see it, and they wrote what it quotes.

    `is_passing`: Slack will forget it, and shows it only to who is there.
    """
    body = [
        *stack(map(write, notice.lines)),
        *([quote([Piece(notice.quote)], LONGEST_TEXT)] if notice.quote else []),
    ]
    appeal = build_buttons([Button.APPEAL], notice.case) if notice.may_appeal else []
    return [
        build_header(notice.title),
        RichTextBlock(elements=body),
        *([ActionsBlock(elements=appeal)] if appeal else []),
        build_footer(f"Case {notice.case}{_PASSING if is_passing else ''}"),
    ]


def _draw_case(part: Reply) -> list[Block]:
    assert part.case is not None
    body = stack([bold(part.title), *map(write, part.lines)])
    buttons = build_buttons(part.buttons, part.case) or [build_show_button(part.case, "Show")]
    return [RichTextBlock(elements=body), ActionsBlock(elements=buttons)]


def _draw_body(reply: Reply) -> list[Block]:
    lines = truncate("\n".join(reply.lines), LONGEST_TEXT)
    body = [
        *([quote(reply.quote, LONGEST_TEXT)] if reply.quote else []),
        *table(bar_lines(reply.bars)),
        *stack([write(lines), *map(_draw_field, reply.fields)]),
    ]
    return [RichTextBlock(elements=body)] if body else []


def _draw_field(field: Field) -> list[RichTextElement]:
    return name(field.name, field.value.replace("\n", " · "))
