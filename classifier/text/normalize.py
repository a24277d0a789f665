"""Cleaning: what a person would read in a message, however it is dressed up.

The same code runs before training and before serving; `VERSION` is written into every bundle, which
refuses another. Where the article that Parley grew from erased (punctuation, emoji, digits, "not"), this normalises.
"""

import re
from dataclasses import dataclass, field

from classifier.text import leetspeak, markup, unicode
from classifier.text.aligned_text import LIMIT, AlignedText

VERSION = 4
"""Raise it with every change that lets any text come out differently."""

SHOUTED_LETTERS = 8
"""Capitals from which on a message in capitals counts as shouted: "LOL" does not."""

_MAX_PASSES = 6
"""Disguises nest (an entity in bold in an entity); real ones are through in two passes."""

STEPS = (
    unicode.read_characters,
    markup.strip_markup,
    unicode.resolve_words,
    leetspeak.lower,
    leetspeak.drop_bullets,
    leetspeak.join_spaced,
    leetspeak.read_leet,
    leetspeak.shorten_runs,
    leetspeak.squeeze_space,
)
"""In this order; each takes a draft and edits it."""


class _Seal:
    """Held by `clean` alone, so that nothing else can make a CleanText."""


_SEAL = _Seal()


@dataclass(frozen=True, slots=True)
class CleanText:
    """A message as a person reads it, in lower case, with the way back to what was typed."""

    raw: str
    text: str
    is_cut: bool
    """Whether the message was longer than `LIMIT`, so that `text` is not all of it."""
    _aligned: AlignedText = field(repr=False, compare=False)
    _seal: _Seal = field(repr=False, compare=False)

    def raw_span(self, begin: int, end: int) -> tuple[int, int]:
        """The raw characters [begin, end) behind the clean characters [begin, end) of `text`.

        `clean("you f.u.c.k").raw_span(4, 8)` -> `(4, 11)`
        """
        if not 0 <= begin < end <= len(self.text):
            raise ValueError(f"no characters [{begin}, {end}) in a text of {len(self.text)}")
        return min(self._aligned.begins[begin:end]), max(self._aligned.ends[begin:end])


def clean(text: str) -> CleanText:
    """Undo markup, disguises and shouting; cleaning what is clean changes nothing.

    "**b**ad <@42>" -> "bad <user>", "ｂаd" -> "bad", "b.a.d" -> "bad", "sooooo b4d 🖕" -> "soo bad middle finger".
    """
    draft = AlignedText(text)
    is_cut = draft.cut(LIMIT)
    shouts = _is_shouted(draft.text)
    is_plain = _is_plain_text(draft.text)
    if not is_plain and "\n" in draft.text:  # a line break is often all there is to do
        draft.sub(_LINE_BREAK, " ")
        is_plain = _is_plain_text(draft.text)
    if is_plain:
        draft.text = draft.text.lower()
    else:
        for _ in range(_MAX_PASSES):
            before = draft.text
            for step in STEPS:
                step(draft)
            is_cut |= draft.cut(LIMIT)
            if draft.text == before or _is_plain_text(draft.text):
                break
    if shouts:
        draft.edit([(0, 0, "<caps> ")])
    return CleanText(text, draft.text, is_cut, draft, _SEAL)


_LINE_BREAK = re.compile(r"(?<=\S)[\r\n]+(?=\S)")
_WORTH_A_LOOK = re.compile(
    r"<(?!(?:user|channel|everyone|time|url|email|caps)>)|[&*_~|`\\@$]|:\w|://|www\."
    r"|([^\d])\1\1|^\s|\s$|\s\s|[^\S ]|\d[a-z]|[a-z](?:\d|[!+#%^][a-z#%^&])|[!+]\d|\b[a-z][ .,/'+=-]{1,3}[a-z\d@$!](?!\w)"
    r"|([a-z]{2,3})\2\2|[\x00-\x1f\x7f]",
    re.IGNORECASE,
)
"""What the steps below act on. Plain words have none of it, and skip them all."""


def _is_plain_text(text: str) -> bool:
    return text.isascii() and not _WORTH_A_LOOK.search(text)


def _is_shouted(text: str) -> bool:
    """Most letters are capitals, and `SHOUTED_LETTERS` at least."""
    if text.islower():
        return False
    capitals = sum(map(str.isupper, text))
    return capitals >= SHOUTED_LETTERS and 2 * capitals > sum(map(str.isalpha, text))
