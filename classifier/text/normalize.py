"""Cleaning: the text that a person would read in a message, however it is disguised.

The same code runs before training and before serving; `VERSION` is written into every bundle, which
refuses another. Where the article that Parley grew from erased (punctuation, emoji, digits, "not"), this normalises.
"""

import re
from dataclasses import dataclass, field

from classifier.text import leetspeak, markup, unicode
from classifier.text.aligned_text import MAX_CHARS, AlignedText

VERSION = 6
"""Version of the cleaning: raise it with every change that lets any text come out differently."""

SHOUTED_LETTERS = 8
"""Capitals from which on a message in capitals counts as shouted: "LOL" does not."""

_MAX_PASSES = 6
"""Disguises nest (an entity in bold in an entity); real ones are through in two passes."""

STEPS = (
    leetspeak.split_humps,  # before look-alikes become small letters
    unicode.normalize_characters,
    markup.strip_markup,
    unicode.resolve_homoglyphs,
    leetspeak.lowercase,
    leetspeak.remove_bullets,
    leetspeak.join_spaced_letters,
    leetspeak.decode_leet,
    leetspeak.collapse_repeats,
    leetspeak.collapse_whitespace,
)
"""Steps of a pass, in this order; each edits the text in place, in time linear in its length."""


class _Seal:
    """A token of `clean` alone, so that nothing else can make a CleanText."""


_SEAL = _Seal()


@dataclass(frozen=True, slots=True)
class CleanText:
    """A message as a person reads it, in lower case, with the offsets of the raw text."""

    raw: str
    text: str
    is_cut: bool
    """True where the message was longer than `MAX_CHARS`, so that `text` is not all of it."""
    _aligned: AlignedText = field(repr=False, compare=False)
    _seal: _Seal = field(repr=False, compare=False)

    def raw_span(self, begin: int, end: int) -> tuple[int, int]:
        """Return the raw characters [begin, end) behind the clean characters [begin, end) of `text`.

        Empty for what nobody typed: the `<caps>` before a message in capitals.

        `clean("you f.u.c.k").raw_span(4, 8)` -> `(4, 11)`

        Raises:
            ValueError: there are no such clean characters.
        """
        if not 0 <= begin < end <= len(self.text):
            raise ValueError(f"no characters [{begin}, {end}) in a text of {len(self.text)}")
        return min(self._aligned.begins[begin:end]), max(self._aligned.ends[begin:end])


def clean(text: str) -> CleanText:
    """Undo markup, disguises and shouting; cleaning what is clean changes nothing.

    Pure; takes time linear in the text, whatever is in it (`tests/classifier/text/test_poison.py`).

    "**b**ad <@42>" -> "bad <user>", "ｂаd" -> "bad", "b.a.d" -> "bad", "sooooo b4d 🖕" -> "soo bad middle finger".
    """
    aligned = AlignedText(text)
    aligned.truncate(MAX_CHARS)
    is_shouted = _is_shouted(aligned.text)
    if not _clean_plain(aligned):
        _run_passes(aligned)
    if is_shouted:
        aligned.edit([(0, 0, "<caps> ")])
    return CleanText(text, aligned.text, aligned.is_cut, aligned, _SEAL)


def _run_passes(aligned: AlignedText) -> None:
    """Run all steps until they change nothing; once only on a text that is cut, which nobody scores."""
    for _ in range(_MAX_PASSES):
        before = aligned.text
        for step in STEPS:
            step(aligned)
        aligned.truncate(MAX_CHARS)
        if aligned.is_cut or aligned.text == before or _is_plain_text(aligned.text):
            break


def _clean_plain(aligned: AlignedText) -> bool:
    """Clean plain words, broken into lines and with dots behind them, as most texts are.

    Returns True for a text that is clean now, just as the steps would leave it, in a tenth of their time; False for
    any other, which is left to them.
    """
    line = aligned.text.replace("\n", " ")  # each character stays at its place
    if _is_plain_text(line):
        aligned.text = line.lower()
        return True
    if "..." in line and not _INNER_CAPITAL.search(line) and _is_plain_text(_DOTS.sub("..", line)):
        aligned.text = line.lower()
        aligned.sub(_DOTS, "..")
        return True
    if "\n" not in aligned.text:
        return False
    aligned.sub(_LINE_BREAK, " ")  # the steps, too, get a text without
    if not _is_plain_text(aligned.text):
        return False
    aligned.text = aligned.text.lower()
    return True


_LINE_BREAK = re.compile(r"(?<=\S)[\r\n]+(?=\S)")
_DOTS = re.compile(r"\.{3,}")
_INNER_CAPITAL = re.compile(r"\w[A-Z]")
_MARK = re.compile(r"[&*_~|`\\@$\x00-\x1f\x7f]")
_HUMP = re.compile(r"[a-z][A-Z]")
_SIGN = re.compile(
    r"<(?!(?:user|channel|everyone|time|url|email|caps)>)|:(?:\w|//)|www\."
    r"|\d(?:[a-z]|(?<=[a-z!+]\d))|[!+#%^](?<=[a-z][!+#%^])[a-z#%^&]"
)
_DRAWN_OUT = re.compile(r"([^\d])\1\1|([a-z]{2,3})\2\2")
_SPACED_LETTERS = re.compile(r"\b[a-z][ .,/'+=-]{1,3}[a-z\d@$!](?!\w)")
_SAID_AGAIN = re.compile(r"\b([a-z]{2,}+) \1 \1\b")


def _is_plain_text(text: str) -> bool:
    """Tell whether a text has nothing that the steps act on: plain words have none of it, and skip them all."""
    if not text.isascii() or _MARK.search(text):
        return False
    lowered = text.lower()  # patterns that ignore case take twice the time
    return not (
        (lowered != text and _HUMP.search(text))
        or lowered[:1] == " "
        or lowered[-1:] == " "
        or "  " in lowered
        or _SIGN.search(lowered)
        or _DRAWN_OUT.search(lowered)
        or _SPACED_LETTERS.search(lowered)
        or _SAID_AGAIN.search(lowered)
    )


def _is_shouted(text: str) -> bool:
    """Tell whether most letters are capitals, and `SHOUTED_LETTERS` at least."""
    if text.islower():
        return False
    capitals = sum(map(str.isupper, text))
    return capitals >= SHOUTED_LETTERS and 2 * capitals > sum(map(str.isalpha, text))
