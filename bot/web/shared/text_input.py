"""Texts of requests: the source as it was sent, its clean form, and the offsets between the two."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bot.web.shared.html_text import VisibleText
from bot.web.shared.problem import Problem, comment_problem
from classifier import CleanText, clean

T = TypeVar("T")

MAX_TEXT_BYTES = 20 * 1024
"""The longest text that is taken, in UTF-8: Perspective's limit."""

_MAX_INLINE_CHARS = 500
"""Characters that are cleaned on the event loop; more can take tens of milliseconds."""


@dataclass(frozen=True, slots=True)
class InputText:
    """A text to be scored."""

    source: str
    clean: CleanText
    _visible: VisibleText | None

    def utf16_span(self, begin: int, end: int) -> tuple[int, int]:
        """Map the characters [begin, end) of `clean.raw` to UTF-16 code units of the source.

        Perspective counts so, and so do the strings of JavaScript.
        """
        if self._visible:
            begin, end = self._visible.source_span(begin, end)
        before = len(self.source[:begin].encode("utf-16-le")) // 2
        return before, before + len(self.source[begin:end].encode("utf-16-le")) // 2


async def read_input(text: str, *, is_html: bool = False) -> InputText | Problem:
    """Clean a text, off the event loop if it is long."""
    if not text.strip():
        return comment_problem("Comment must be non-empty.", "COMMENT_EMPTY")
    if len(text) > MAX_TEXT_BYTES or len(text.encode()) > MAX_TEXT_BYTES:
        return comment_problem("Comment text too long.", "COMMENT_TOO_LONG")
    return await run_off_loop(partial(_read, text, is_html), size=len(text))


async def run_off_loop(read: Callable[[], T], *, size: int) -> T:
    """Return `read()`, called in a thread if it reads more than `_MAX_INLINE_CHARS` characters."""
    return read() if size <= _MAX_INLINE_CHARS else await asyncio.to_thread(read)


def _read(text: str, is_html: bool) -> InputText:  # noqa: FBT001 - for partial
    visible = VisibleText(text) if is_html else None
    return InputText(text, clean(visible.text if visible else text), visible)
