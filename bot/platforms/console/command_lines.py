"""Answers to commands as lines of text, where output is no terminal."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.interactions.replies import Answer, FileReply
from bot.platforms.console.exports import save
from bot.platforms.console.replies import render_answer

_WIDTH = 100
"""Columns of what no terminal wraps."""


def format_answer(answer: Answer, exports: Path) -> str:
    """Format an answer, and save its files; the last line ends."""
    drawn = StringIO()
    Console(file=drawn, width=_WIDTH, no_color=True, highlight=False).print(render_answer(answer))
    lines = [line.rstrip() for line in drawn.getvalue().splitlines()]
    return "".join(f"{line}\n" for line in (*lines, *save_files(answer, exports)))


def save_files(answer: Answer, exports: Path) -> Iterator[str]:
    """Save the files of an answer, and yield a line about each."""
    for file in answer.files if isinstance(answer, FileReply) else ():
        try:
            yield f"   saved: {save(file, exports)}"
        except OSError as error:
            yield f"   not saved in {exports}: {error.strerror}; PARLEY_EXPORTS can name another folder"
