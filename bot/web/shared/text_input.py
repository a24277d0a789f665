"""Texts of requests: the source as it was sent, what of it is visible, and the offsets between the two."""

import asyncio
from dataclasses import dataclass

from bot.runtime.async_scorer import MAX_INLINE_CHARACTERS
from bot.web.shared.html_text import VisibleText
from bot.web.shared.problem import Problem, comment_problem

MAX_TEXT_BYTES = 20 * 1024
"""The longest text that is taken, in UTF-8: Perspective's limit."""


@dataclass(frozen=True, slots=True)
class InputText:
    """A text to be scored: the source, and its visible characters where it is HTML."""

    source: str
    html: VisibleText | None = None

    @property
    def visible(self) -> str:
        """The text that a reader sees, which is what is scored."""
        return self.html.text if self.html else self.source

    def utf16_span(self, begin: int, end: int) -> tuple[int, int]:
        """Map the characters [begin, end) of `visible` to UTF-16 code units of the source.

        Perspective counts so, and so do the strings of JavaScript.
        """
        if self.html:
            begin, end = self.html.source_span(begin, end)
        before = _count_utf16(self.source[:begin])
        return before, before + _count_utf16(self.source[begin:end])


async def read_input(text: str, *, is_html: bool = False) -> InputText | Problem:
    """Read a text; long HTML off the event loop."""
    if not text.strip():
        return comment_problem("Comment must be non-empty.", "COMMENT_EMPTY")
    if len(text) > MAX_TEXT_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
        return comment_problem("Comment text too long.", "COMMENT_TOO_LONG")
    if not is_html:
        return InputText(text)
    if len(text) <= MAX_INLINE_CHARACTERS:
        return InputText(text, VisibleText(text))
    return InputText(text, await asyncio.to_thread(VisibleText, text))


def _count_utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
