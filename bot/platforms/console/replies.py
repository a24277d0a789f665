"""How the chat shows the answer to a command."""

import re
from collections.abc import Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.domain.notice import Notice
from bot.interactions.replies import File, Refusal, Reply, Response
from bot.platforms.console.rendering import draw_pieces, draw_scores

_MARKS = re.compile(r"<(?:[@#]&?)?([^>\u200b]*)>")


def draw_reply(response: Response) -> RenderableType:
    """The parts of a reply below each other, or what stood in the way and what would help."""
    if isinstance(response, Refusal):
        return Group(*_draw_refusal(response))
    return Group(*_draw_parts(response))


def draw_notice(notice: Notice) -> RenderableType:
    """What somebody else is told."""
    head = Text.assemble((f" to {notice.message.author.name} ", "reverse"), f" {notice.title}")
    return Group(head, *(_indent(Text(line)) for line in notice.lines))


def save(file: File) -> Path:
    """Put a file where the bot was started, in the place of an older one."""
    path = Path(file.name)
    path.write_bytes(file.content)
    return path


def _draw_refusal(refusal: Refusal) -> Iterator[RenderableType]:
    yield Text(f" {refusal.reason} ", "bold white on magenta")
    if refusal.remedy:
        yield _indent(Text(refusal.remedy, "dim"))


def _draw_parts(reply: Reply) -> Iterator[RenderableType]:
    yield Text(f" {reply.title} ", "bold black on cyan")
    yield from (_indent(Text(_name(line))) for line in reply.lines)
    if reply.quote:
        yield _indent(draw_pieces(reply.quote, reply.bars))
    yield from draw_scores(reply.bars)
    if reply.fields:
        grid = Table.grid(padding=(0, 2))
        for field in reply.fields:
            grid.add_row(Text(field.name, "dim"), Text(_name(field.value)))
        yield _indent(grid)
    if reply.buttons:
        pressed = (f"/toxicity {button} {reply.case}" for button in reply.buttons)
        yield _indent(Text("   ".join(pressed), "dim"))
    for file in reply.files:
        yield _indent(Text(f"saved: {save(file)}"))


def _name(line: str) -> str:
    """Marks for people: "<#lobby>" -> "lobby", "<https://...>" -> "https://..."."""
    return _MARKS.sub(r"\1", line)


def _indent(part: RenderableType) -> RenderableType:
    return Padding(part, (0, 0, 0, 3))
