"""Replies and notices in the chat."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.domain.buttons import Button
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
    list_choices,
)
from bot.platforms.console.layout import CommandRows, Indented
from bot.platforms.console.rendering import render, render_pieces, render_scores

_HANGING = 2
"""Columns before all rows but the first of a line that is wrapped, so that lists are read as such."""


def render_answer(answer: Answer) -> RenderableType:
    """Render the parts of an answer below each other."""
    match answer:
        case Refusal():
            return Group(*_render_refusal(answer))
        case Reply():
            return Group(*_render_reply(answer))
        case CaseUpdate() | FileReply() | Menu() | Proposal():
            return Group(*_render_reply(answer.reply), *_render_choices(answer))
        case CaseReply(reply=reply, case=case, buttons=buttons):
            commands = _render_buttons(buttons, case)
            return Group(*_render_reply(reply), *commands, *_render_choices(answer))
        case Page(reply=reply, sections=sections):
            return Group(*_render_reply(reply), *map(render_answer, sections))
        case _:
            assert_never(answer)


def render_notice(notice: Notice) -> RenderableType:
    """Render what somebody else is told."""
    head = Text.assemble(
        render(f" to {notice.message.author.name} ", "reverse"), f" {notice.title}"
    )
    link = [Indented(render(f"{notice.link_caption}: {notice.link}"))] if notice.link else []
    return Group(head, *(Indented(render(line)) for line in notice.lines), *link)


def _render_refusal(refusal: Refusal) -> Iterator[RenderableType]:
    yield render(f" {refusal.reason} ", "bold white on magenta")
    if refusal.remedy:
        yield Indented(render(refusal.remedy, "dim"))


def _render_reply(reply: Reply) -> Iterator[RenderableType]:
    yield render(f" {reply.title} ", "bold black on cyan")
    yield from (Indented(render(line), hanging=_HANGING) for line in reply.lines)
    if reply.quote:
        yield Indented(render_pieces(reply.quote, reply.bars))
    yield from render_scores(reply.bars)
    if reply.fields:
        grid = Table.grid(padding=(0, 2))
        for field in reply.fields:
            grid.add_row(render(field.name, "dim"), render(field.value))
        yield Indented(grid)
    for quote in reply.quotes:
        yield Indented(render(quote.title, "dim"))
        yield from (Indented(render(line)) for line in quote.lines)
        yield Indented(render_pieces(quote.pieces, ()))


def _render_buttons(buttons: Sequence[Button], case: int) -> Iterator[RenderableType]:
    """Render the commands that stand for buttons: "/toxicity dismiss 1   /toxicity undo 1"."""
    if buttons:
        yield Indented(CommandRows([f"/toxicity {button} {case}" for button in buttons]))


def _render_choices(answer: Answer) -> Iterator[RenderableType]:
    """Render the lines that buttons stand for elsewhere: "/toxicity take 17"."""
    lines = [f"/toxicity {choice.line}" for choice in list_choices(answer)]
    if lines:
        yield Indented(CommandRows(lines))
