"""Phrase grammar: short patterns of words, and the regular expressions that find them.

    word        the word, without apostrophes: dont, youre; with a star at its end, any word that begins so: leak*
    (a|b c)     one of several
    [a|b c]     the same, or nothing
    {name}      a slot: alternatives that have a name, and may hold slots, too
    ...         up to `GAP` words of the same sentence
    ^  $        the beginning, the end of a sentence

>>> parse_phrase("[just] go (away|home)").words()
frozenset({'go'})

Every expression is bounded in the words that it spans, so that a search takes time linear in the text.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

GAP = 3
"""Words that a gap stands for at most."""
MARKS = frozenset(".!?")
"""Words that end a sentence in the text that is searched."""

Commonness = Callable[[str], float]
"""Function of a word that tells how often it occurs, in any unit."""

_WORD = r"[^ .!?]+ "
_PART = re.compile(r"\{(\w+)\}|(\.\.\.)|([()\[\]|^$])|([^\s()\[\]{}|^$]+)")


class Part(ABC):
    """Part of a phrase."""

    @abstractmethod
    def expression(self) -> str:
        """Return the regular expression of the part; a space follows each word in the text."""

    def words(self, commonness: Commonness = lambda word: 1.0) -> frozenset[str]:
        """Return words of which each text that matches has one, the rarest such set; empty where there is none."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class _Word(Part):
    text: str

    def expression(self) -> str:
        return re.escape(self.text) + " "

    def words(self, commonness: Commonness = lambda word: 1.0) -> frozenset[str]:
        return frozenset({self.text})


@dataclass(frozen=True, slots=True)
class _Pattern(Part):
    """Part that requires no word of its own: a gap, an end of a sentence, the beginning of a word."""

    regex: str

    def expression(self) -> str:
        return self.regex


@dataclass(frozen=True, slots=True)
class _Row(Part):
    parts: Sequence[Part]

    def expression(self) -> str:
        return "".join(part.expression() for part in self.parts)

    def words(self, commonness: Commonness = lambda word: 1.0) -> frozenset[str]:
        sets = [found for part in self.parts if (found := part.words(commonness))]
        return min(sets, key=lambda each: sum(map(commonness, each)), default=frozenset())


@dataclass(frozen=True, slots=True)
class _Choice(Part):
    options: Sequence[Part]
    may_lack: bool = False

    def expression(self) -> str:
        options = "|".join(option.expression() for option in self.options)
        return f"(?:{options}){'?' if self.may_lack else ''}"

    def words(self, commonness: Commonness = lambda word: 1.0) -> frozenset[str]:
        sets = [option.words(commonness) for option in self.options]
        return frozenset() if self.may_lack or not all(sets) else frozenset().union(*sets)


_SIGNS: Mapping[str, Part] = {
    "...": _Pattern(f"(?:{_WORD}){{0,{GAP}}}?"),
    "^": _Pattern(r"(?:^|(?<=[.!?] ))"),
    "$": _Pattern(r"(?=[.!?] |$)"),
}


@dataclass(slots=True)
class _Parser:
    """Recursive descent parser of one phrase."""

    source: str
    slots: Mapping[str, Part]
    tokens: list[tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = [match.groups("") for match in _PART.finditer(self.source)][::-1]

    def parse(self) -> Part:
        row = self._parse_row()
        if self.tokens or not row.parts:
            raise ValueError(f"phrase {self.source!r}: a bracket too many, or nothing at all")
        return row

    def _parse_row(self) -> _Row:
        return _Row(tuple(self._parse_parts()))

    def _parse_parts(self) -> Iterator[Part]:
        while self.tokens:
            slot, gap, sign, word = self.tokens[-1]
            if sign and sign in ")]|":
                return
            self.tokens.pop()
            if slot:
                yield self._take_slot(slot)
            elif word:
                stem = word.removesuffix("*")
                yield _Word(word) if stem == word else _Pattern(f"{re.escape(stem)}[^ ]* ")
            else:
                yield _SIGNS[gap or sign] if gap or sign in _SIGNS else self._parse_choice(sign)

    def _parse_choice(self, opening: str) -> Part:
        options = [self._parse_row()]
        while self.tokens and self.tokens[-1][2] == "|":
            self.tokens.pop()
            options.append(self._parse_row())
        closing = ")" if opening == "(" else "]"
        if not self.tokens or self.tokens.pop()[2] != closing:
            raise ValueError(f"phrase {self.source!r}: {opening} is not closed")
        return _Choice(tuple(options), may_lack=opening == "[")

    def _take_slot(self, name: str) -> Part:
        if name not in self.slots:
            raise ValueError(f"phrase {self.source!r}: no slot is named {name!r}")
        return self.slots[name]


def parse_phrase(source: str, slots: Mapping[str, Part] | None = None) -> Part:
    """Parse a phrase, given the slots that it may name.

    Raises:
        ValueError: it is malformed; the message names it.
    """
    return _Parser(source, slots or {}).parse()


def parse_slots(sources: Mapping[str, str]) -> dict[str, Part]:
    """Parse slots, `{"you": "you|u"}`; each may name those before it.

    Raises:
        ValueError: one is malformed.
    """
    slots: dict[str, Part] = {}
    for name, source in sources.items():
        slots[name] = parse_phrase(f"({source})", slots)
    return slots
