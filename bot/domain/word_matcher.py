"""Word matcher: all own words of a place, looked for at once. Pure; takes time linear in the text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import re2

from bot.domain.word_rules import WordRule
from bot.domain.word_terms import make_options
from classifier import TextReading

_PROBE = "\x00probe\x00"
"""A text that every set finds: RE2 says nothing where it has too little memory to look."""


@dataclass(frozen=True, slots=True)
class WordMatch:
    """An own word, and the characters [begin, end) of a raw text in which it stands."""

    rule: WordRule
    spans: tuple[tuple[int, int], ...]


class WordMatcher:
    """The own words in force in a place, by term; compiled when it is made."""

    def __init__(self, rules: Sequence[WordRule]) -> None:
        self.rules = tuple(rules)
        expressions = [
            (expression, rule) for rule in self.rules for expression in rule.term.expressions
        ]
        self._sets = list(_compile(expressions))

    def find(self, readings: Sequence[TextReading]) -> list[WordMatch]:
        """Find the own words of a text, in any of its readings, in the order of the rules.

        What is always counted counts not within what is never: of "Penistone", not "penis*".
        """
        spans: dict[str, set[tuple[int, int]]] = {}
        for reading in readings:
            for rule in self._find_candidates(reading.text):
                spans.setdefault(rule.term.key, set()).update(rule.term.find(reading))
        never = [
            span
            for rule in self.rules
            if rule.label is None
            for span in spans.get(rule.term.key, ())
        ]
        return [
            WordMatch(rule, kept)
            for rule in self.rules
            if (kept := _drop_never(rule, _outermost(spans.get(rule.term.key, ())), never))
        ]

    def _find_candidates(self, text: str) -> Mapping[WordRule, None]:
        """Find the rules whose expressions are in a text; whole words among them are yet to be told."""
        return {
            rules[number]: None
            for compiled, rules in self._sets
            for number in compiled.Match(text) or ()
            if number < len(rules)
        }


def _outermost(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans that lie in no other, in order: one reading may take more of a text for a word."""
    kept: list[tuple[int, int]] = []
    for begin, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((begin, end))
    return kept


def _drop_never(
    rule: WordRule, spans: Sequence[tuple[int, int]], never: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    if rule.label is not None:
        spans = [
            (begin, end)
            for begin, end in spans
            if not any(first <= begin and end <= last for first, last in never)
        ]
    return tuple(spans)


def _compile(
    expressions: Sequence[tuple[str, WordRule]],
) -> Iterator[tuple[Any, Sequence[WordRule]]]:
    """Compile one set of all, or two halves where that is more than RE2 may take."""
    made = re2.Set.SearchSet(make_options())
    for expression, _ in expressions:
        made.Add(expression)
    made.Add(re2.escape(_PROBE))
    try:
        made.Compile()
        is_whole = len(expressions) in (made.Match(_PROBE) or ())
    except re2.error:
        is_whole = False
    half = len(expressions) // 2
    if is_whole or not half:
        yield made, [rule for _, rule in expressions]
        return
    yield from _compile(expressions[:half])
    yield from _compile(expressions[half:])
