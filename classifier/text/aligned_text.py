"""Text that remembers, while it is rewritten, which raw characters each of its characters came from."""

import re
from collections.abc import Callable, Iterable, Sequence

LIMIT = 20_000
"""Characters that are cleaned, before and again after normalising (one character can become 18)."""

Edit = tuple[int, int, str]
"""Replace characters [begin, end) by a string."""


class AlignedText:
    """A text under edit; `begins[i]` and `ends[i]` bound the raw characters behind `text[i]`.

    >>> draft = Draft("a  b")
    >>> draft.sub(re.compile(" +"), " ")
    >>> draft.text, draft.begins[2], draft.ends[2]
    ('a b', 3, 4)
    """

    __slots__ = ("begins", "ends", "text")

    def __init__(self, raw: str) -> None:
        self.text = raw
        self.begins: Sequence[int] = range(len(raw))
        self.ends: Sequence[int] = range(1, len(raw) + 1)

    def edit(self, edits: Iterable[Edit]) -> None:
        """Carry out edits that are in order and do not overlap.

        A replacement as long as what it replaces keeps its characters' origins one by one; any
        other comes, each character of it, from the whole of what it replaces.
        """
        pieces: list[str] = []
        begins: list[int] = []
        ends: list[int] = []
        kept = 0
        for begin, end, replacement in edits:
            pieces += (self.text[kept:begin], replacement)
            begins += self.begins[kept:begin]
            ends += self.ends[kept:begin]
            if len(replacement) == end - begin:
                begins += self.begins[begin:end]
                ends += self.ends[begin:end]
            elif replacement:
                first, last = self._origin(begin, end)
                begins += [first] * len(replacement)
                ends += [last] * len(replacement)
            kept = end
        if kept == 0 and not pieces:
            return
        self.text = "".join(pieces) + self.text[kept:]
        self.begins = begins + list(self.begins[kept:])
        self.ends = ends + list(self.ends[kept:])

    def sub(
        self, pattern: re.Pattern[str], replacement: str | Callable[[re.Match[str]], str]
    ) -> None:
        """Like `pattern.sub`, keeping the origins. A pattern that nowhere matches costs one search."""
        matches = pattern.finditer(self.text)
        if callable(replacement):
            self.edit((m.start(), m.end(), replacement(m)) for m in matches)
        else:
            self.edit((m.start(), m.end(), replacement) for m in matches)

    def unwrap(self, pattern: re.Pattern[str]) -> None:
        """Of every match keep only its last group that took part."""
        edits: list[Edit] = []
        for m in pattern.finditer(self.text):
            begin, end = m.span(m.lastindex or 0)
            edits += ((m.start(), begin, ""), (end, m.end(), ""))
        self.edit(edits)

    def cut(self, length: int) -> bool:
        """Keep the first `length` characters; whether there were more."""
        if len(self.text) <= length:
            return False
        self.text = self.text[:length]
        self.begins, self.ends = self.begins[:length], self.ends[:length]
        return True

    def _origin(self, begin: int, end: int) -> tuple[int, int]:
        if begin == end:  # an insertion has no raw characters of its own
            at = self.begins[begin] if begin < len(self.begins) else len(self.text)
            return at, at
        return self.begins[begin], self.ends[end - 1]
