"""A text that came over the wire: as it was sent, as it is read, and where the two meet."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bot.web.shared.html_text import VisibleText
from bot.web.shared.problem import Problem, refuse_comment
from classifier import CleanText, clean

T = TypeVar("T")

MOST_BYTES = 20 * 1024
"""The longest text that is taken, in UTF-8: Perspective's limit."""

_QUICK = 500
"""Characters that are read in place; more can take tens of milliseconds."""


@dataclass(frozen=True, slots=True)
class InputText:
    """A text to be scored."""

    source: str
    clean: CleanText
    _visible: VisibleText | None

    def utf16_span(self, begin: int, end: int) -> tuple[int, int]:
        """Where the characters [begin, end) of `normalize.raw` are in the source, in UTF-16 code units.

        Perspective counts so, and so do the strings of JavaScript.
        """
        if self._visible:
            begin, end = self._visible.source_span(begin, end)
        before = len(self.source[:begin].encode("utf-16-le")) // 2
        return before, before + len(self.source[begin:end].encode("utf-16-le")) // 2


async def read_input(text: str, *, is_html: bool = False) -> InputText | Problem:
    """Read a text, off the event loop where it is long."""
    if not text.strip():
        return refuse_comment("Comment must be non-empty.", "COMMENT_EMPTY")
    if len(text) > MOST_BYTES or len(text.encode()) > MOST_BYTES:
        return refuse_comment("Comment text too long.", "COMMENT_TOO_LONG")
    return await read_off_loop(partial(_read, text, is_html), size=len(text))


async def read_off_loop(read: Callable[[], T], *, size: int) -> T:
    """What `read` makes of so many characters, without making the event loop wait for long."""
    return read() if size <= _QUICK else await asyncio.to_thread(read)


def _read(text: str, is_html: bool) -> InputText:  # noqa: FBT001 - for partial
    visible = VisibleText(text) if is_html else None
    return InputText(text, clean(visible.text if visible else text), visible)
