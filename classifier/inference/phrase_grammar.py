"""Phrase grammar: short patterns of words, and the regular expressions that find them.

    word        the word, without apostrophes: dont, youre; with a star at its end, any word that begins so: leak*
    (a|b c)     one of several
    [a|b c]     the same, or nothing
    {name}      a slot: alternatives that have a name, and may hold slots, too
    {name}+     one to `REPEATED` times what stands before the sign
    ...         up to `GAP` words of the same sentence
    #           a number
    ^  $        the beginning, the end of a sentence

>>> [sorted(words) for words in parse_phrase("[just] go (away|home)").required(len)]
[['go'], ['away', 'home']]

Every expression is bounded in the words that it spans, so that a search takes time linear in the text.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import fsum

Commonness = Callable[[str], float]
"""Function of a word that tells how common it is, in any unit."""

GAP = 3
"""Words that a gap stands for at most."""
REPEATED = 3
"""Times that a repeated part stands for at most."""
MARKS = frozenset(".!?")
"""Words that end a sentence in the text that is searched."""

_WORD = r"[^ .!?]+ "
_SIGN = 3  # the group of `_PART` that brackets, bars and repetitions are in
_PART = re.compile(
    r"\{(\w+)\}|(\.\.\.)|(\([a-z0-9 |]+\)|\[[a-z0-9 |]+\])|([()\[\]|^$#+])|([a-z0-9*]+)"
)


class Part(ABC):
    """Part of a phrase."""

    @abstractmethod
    def expression(self) -> str:
        """Return the regular expression of the part; a space follows each word in the text."""

    @abstractmethod
    def required(self, commonness: Commonness) -> list[frozenset[str]]:
        """Return sets of words, rare ones where there is a choice; a text that matches has one of each."""

    @abstractmethod
    def longest(self) -> int:
        """Return the number of words that a match spans at most."""


@dataclass(frozen=True, slots=True)
class _Word(Part):
    text: str

    def expression(self) -> str:
        return re.escape(self.text) + " "

    def required(self, commonness: Commonness) -> list[frozenset[str]]:  # noqa: ARG002 - no choice
        return [frozenset({self.text})]

    def longest(self) -> int:
        return 1


@dataclass(frozen=True, slots=True)
class _Pattern(Part):
    """Part that requires no word of its own: a gap, an end of a sentence, the beginning of a word."""

    regex: str
    words: int

    def expression(self) -> str:
        return self.regex

    def required(self, commonness: Commonness) -> list[frozenset[str]]:  # noqa: ARG002 - no word
        return []

    def longest(self) -> int:
        return self.words


@dataclass(frozen=True, slots=True)
class _Row(Part):
    parts: Sequence[Part]

    def expression(self) -> str:
        return "".join(part.expression() for part in self.parts)

    def required(self, commonness: Commonness) -> list[frozenset[str]]:
        return list(chain.from_iterable(part.required(commonness) for part in self.parts))

    def longest(self) -> int:
        return sum(part.longest() for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Choice(Part):
    options: Sequence[Part]
    may_lack: bool = False

    def expression(self) -> str:
        options = "|".join(option.expression() for option in self.options)
        return f"(?:{options}){'?' if self.may_lack else ''}"

    def required(self, commonness: Commonness) -> list[frozenset[str]]:
        """Return one set: of each option the words of its rarest set."""
        if self.may_lack:
            return []
        sets = [rank_rarest(option.required(commonness), commonness)[:1] for option in self.options]
        return [frozenset(chain.from_iterable(chain(*sets)))] if all(sets) else []

    def longest(self) -> int:
        return max(option.longest() for option in self.options)


@dataclass(frozen=True, slots=True)
class _WordChoice(Part):
    """Choice among words, or words in a row: most choices are, so it is read without a look at each word."""

    source: str
    may_lack: bool

    def expression(self) -> str:
        rows = (row.split() for row in self.source.split("|"))
        options = "|".join("".join(f"{word} " for word in row) for row in rows)
        return f"(?:{options}){'?' if self.may_lack else ''}"

    def required(self, commonness: Commonness) -> list[frozenset[str]]:
        if self.may_lack:
            return []
        if " " not in self.source:
            words = self.source.split("|")
        else:
            rows = [row.split() for row in self.source.split("|")]
            words = [min(row, key=commonness) if len(row) > 1 else "".join(row) for row in rows]
        return [frozenset(words)] if all(words) else []

    def longest(self) -> int:
        return max(len(row.split()) for row in self.source.split("|"))


@dataclass(slots=True)
class _Slot(Part):
    """Part that has a name: what it is, is worked out once, however many phrases name it."""

    part: Part
    _found: tuple[Commonness, list[frozenset[str]]] | None = None

    def expression(self) -> str:
        return self.part.expression()

    def required(self, commonness: Commonness) -> list[frozenset[str]]:
        if self._found is None or self._found[0] is not commonness:
            self._found = commonness, self.part.required(commonness)
        return self._found[1]

    def longest(self) -> int:
        return self.part.longest()


@dataclass(frozen=True, slots=True)
class _Repeated(Part):
    part: Part

    def expression(self) -> str:
        return f"(?:{self.part.expression()}){{1,{REPEATED}}}"

    def required(self, commonness: Commonness) -> list[frozenset[str]]:
        return self.part.required(commonness)

    def longest(self) -> int:
        return REPEATED * self.part.longest()


def rank_rarest(sets: Sequence[frozenset[str]], commonness: Commonness) -> list[frozenset[str]]:
    """Return sets of words, the one whose words are rarest together first."""
    if len(sets) < 2:  # noqa: PLR2004 - nothing to compare, as for most alternatives
        return list(sets)
    return sorted(sets, key=lambda words: fsum(map(commonness, words)))  # exact, in whatever order


_SIGNS: Mapping[str, Part] = {
    "...": _Pattern(f"(?:{_WORD}){{0,{GAP}}}?", GAP),
    "#": _Pattern(r"\d[^ ]* ", 1),
    "^": _Pattern(r"(?:^|(?<=[.!?] ))", 0),
    "$": _Pattern(r"(?=[.!?] |$)", 0),
}


@dataclass(slots=True)
class _Parser:
    """Recursive descent parser of one phrase."""

    source: str
    slots: Mapping[str, Part]
    tokens: list[tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        if stray := _PART.sub("", self.source).strip():
            raise ValueError(f"phrase {self.source!r}: {stray[0]!r} stands for nothing")
        self.tokens = _PART.findall(self.source)[::-1]

    def parse(self) -> Part:
        part = self._parse_row()
        if self.tokens or part == _Row(()):
            raise ValueError(f"phrase {self.source!r}: a bracket too many, or nothing at all")
        return part

    def _parse_row(self) -> Part:
        parts = tuple(map(self._repeat, self._parse_parts()))
        return parts[0] if len(parts) == 1 else _Row(parts)

    def _repeat(self, part: Part) -> Part:
        """Return a part, repeated where the sign for it follows."""
        if not self.tokens or self.tokens[-1][_SIGN] != "+":
            return part
        self.tokens.pop()
        return _Repeated(part)

    def _parse_parts(self) -> Iterator[Part]:
        while self.tokens:
            slot, gap, choice, sign, word = self.tokens[-1]
            if sign and sign in ")]|":
                return
            self.tokens.pop()
            if slot:
                yield self._take_slot(slot)
            elif choice:
                yield _WordChoice(choice[1:-1], may_lack=choice[0] == "[")
            elif word:
                stem = word.removesuffix("*")
                yield _Word(word) if stem == word else _Pattern(f"{re.escape(stem)}[^ ]* ", 1)
            else:
                yield _SIGNS[gap or sign] if gap or sign in _SIGNS else self._parse_choice(sign)

    def _parse_choice(self, opening: str) -> Part:
        options = [self._parse_row()]
        while self.tokens and self.tokens[-1][_SIGN] == "|":
            self.tokens.pop()
            options.append(self._parse_row())
        closing = ")" if opening == "(" else "]"
        if not self.tokens or self.tokens.pop()[_SIGN] != closing:
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
        slots[name] = _Slot(parse_phrase(f"({source})", slots))
    return slots
