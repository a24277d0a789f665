"""Phrase book: says English texts, as they are stored or put together for chat, in another language. Pure.

A phrase knows its template; a stored text does not. It is matched against the templates of a catalogue, in which
the name of a slot says what may stand there:

    "{name}: {part} (under way)" matches "mona: Dismiss (under way)"

and `part`, which is Parley's own text, is said in its turn, `name`, which is somebody's, is not.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from bot.domain.inline import Inline, RichText
from bot.domain.phrases import Catalog, say

SLOTS: Final = MappingProxyType(
    {
        "count": r"\d[\d,]*",
        "score": r"\d\.\d\d",
        "year": r"\d{4}",
        "month": r"\d\d",
        "date": r"\d\d",
        "time": r"\d\d:\d\d",
        "day": r"\d{4}-\d\d-\d\d",
        "word": r"[\w -]+",
        "part": r".+?",
        "name": r".+?",
    }
)
"""Patterns of what may stand in a slot, by its name without a number: "count2" is another count."""

_SAID: Final = frozenset({"day", "word", "part"})
"""Slots whose text is Parley's own."""

_WILD: Final = frozenset({"part", "name"})
"""Slots in which anything may stand."""

_LONGEST: Final = 600
"""Characters of a line that is read: a longer one is no sentence of Parley's."""

_DEEPEST: Final = 40
"""Parts within parts that are said: a list nests by one for each of its items, and no list of Parley's is as long."""

_ELEMENT = re.compile("\0(\\d+)\0")
"""A mention, link or spoiler, while a line that has it is read."""


class PhraseBook:
    """A phrase book: `sentences` have typed slots, `words` are said where they are the whole text; both are translations by originals."""

    def __init__(self, sentences: Catalog, words: Catalog) -> None:
        self._words = {**words, **sentences}
        known = sorted(sentences, key=_precedence)
        self._sentences = [(_compile(each), sentences[each]) for each in known if "{" in each]

    def say(self, text: str) -> str:
        """Say a text, line by line; what is not in the book stays as it is."""
        if not self._sentences:
            return text
        return "\n".join(map(self._say_line, text.split("\n")))

    def say_rich(self, text: RichText) -> RichText:
        """Say rich text as one, so that a mention may stand elsewhere in another language."""
        elements = text.elements
        line = "".join(
            each.replace("\0", "") if isinstance(each, str) else f"\0{number}\0"
            for number, each in enumerate(elements)
        )
        return RichText(*_put_back(self.say(line), elements))

    def _say_line(self, line: str, depth: int = 0) -> str:
        if (said := self._words.get(line)) is not None:
            return said
        if len(line) > _LONGEST or depth == _DEEPEST:
            return line
        for pattern, template in self._sentences:
            if match := pattern.fullmatch(line):
                return template.format(**dict(self._fill(match, depth + 1)))
        return line

    def _fill(self, match: "re.Match[str]", depth: int) -> Iterator[tuple[str, str]]:
        for name, text in match.groupdict().items():
            yield name, self._say_line(text, depth) if _kind(name) in _SAID else text


def say_text(text: str | RichText, catalog: Catalog, book: PhraseBook) -> RichText:
    """Say a text to moderators: phrases by a catalogue, and all else by the book."""
    elements = (text,) if isinstance(text, str) else text.elements
    said = (say(each, catalog) if isinstance(each, str) else each for each in elements)
    return book.say_rich(RichText(*said))


def _put_back(line: str, elements: tuple[Inline, ...]) -> Iterator[Inline]:
    for number, part in enumerate(_ELEMENT.split(line)):
        yield elements[int(part)] if number % 2 else part


def _kind(slot: str) -> str:
    return slot.rstrip("0123456789")


def _precedence(template: str) -> tuple[bool, int, int]:
    """Order templates by what they say themselves, at their beginning first: "{part}, {part2}" comes last."""
    wild = [_kind(slot) in _WILD for slot in _SLOT.findall(template)]
    begins_wild = template.startswith("{") and wild[0]
    return begins_wild, -len(_SLOT.sub("", template)), sum(wild)


def _compile(template: str) -> "re.Pattern[str]":
    """Make the pattern of a template: "Case {count}" matches "Case 17"."""
    parts = _SLOT.split(template)
    return re.compile(
        "".join(
            f"(?P<{part}>{SLOTS[_kind(part)]})" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        ),
        re.DOTALL,
    )


_SLOT = re.compile(r"\{(\w+)\}")
