"""A text under edit that keeps, for each of its characters, the raw characters it came from."""

import re
from array import array
from collections.abc import Callable, Iterable, Sequence

MAX_CHARS = 20_000
"""Characters that are cleaned, before and again after normalising (one character can become 18)."""

Edit = tuple[int, int, str]
"""Replace characters [begin, end) by a string."""


class AlignedText:
    """A text with source offsets: `begins[i]` and `ends[i]` bound the raw characters behind `text[i]`.

    `is_cut` tells that the end of it was given up, as it was longer than `MAX_CHARS` or grew beyond.

    >>> aligned = AlignedText("a  b")
    >>> aligned.sub(re.compile(" +"), " ")
    >>> aligned.text, aligned.begins[2], aligned.ends[2]
    ('a b', 3, 4)
    """

    __slots__ = ("begins", "ends", "is_cut", "text")

    def __init__(self, raw: str) -> None:
        self.text = raw
        self.begins: Sequence[int] = range(len(raw))
        self.ends: Sequence[int] = range(1, len(raw) + 1)
        self.is_cut = False

    def edit(self, edits: Iterable[Edit]) -> None:
        """Apply edits that are in order and do not overlap; takes time linear in the text.

        A replacement as long as what it replaces keeps its characters' origins one by one; any
        other comes, each character of it, from the whole of what it replaces.
        """
        pieces: list[str] = []
        begins, ends = array("i"), array("i")
        kept = 0
        for begin, end, replacement in edits:
            pieces += (self.text[kept:begin], replacement)
            begins.extend(self.begins[kept:begin])
            ends.extend(self.ends[kept:begin])
            if len(replacement) == end - begin:
                begins.extend(self.begins[begin:end])
                ends.extend(self.ends[begin:end])
            elif replacement:
                first, last = self._raw_span(begin, end)
                begins.extend([first] * len(replacement))
                ends.extend([last] * len(replacement))
            kept = end
        if kept == 0 and not pieces:
            return
        self.text = "".join(pieces) + self.text[kept:]
        begins.extend(self.begins[kept:])
        ends.extend(self.ends[kept:])
        self.begins, self.ends = begins, ends

    def sub(
        self, pattern: re.Pattern[str], replacement: str | Callable[[re.Match[str]], str]
    ) -> None:
        """Like `pattern.sub`, keeping the origins. A pattern that nowhere matches costs one search."""
        if not pattern.search(self.text):
            return
        matches = pattern.finditer(self.text)
        if callable(replacement):
            edits = ((m.start(), m.end(), replacement(m)) for m in matches)
            self.edit(edit for edit in edits if edit[2] != self.text[edit[0] : edit[1]])
        else:
            self.edit((m.start(), m.end(), replacement) for m in matches)

    def truncate(self, length: int) -> None:
        """Keep the first `length` characters."""
        if len(self.text) > length:
            self.is_cut = True
            self.text = self.text[:length]
            self.begins, self.ends = self.begins[:length], self.ends[:length]

    def _raw_span(self, begin: int, end: int) -> tuple[int, int]:
        """Return the raw characters behind [begin, end); an insertion has none, at its place."""
        if begin == end:
            at = self.begins[begin] if begin < len(self.begins) else len(self.text)
            return at, at
        return self.begins[begin], self.ends[end - 1]
