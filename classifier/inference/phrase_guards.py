"""Phrase guards: what keeps a phrase from counting where it stands around it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from classifier.inference.phrase_grammar import Part, parse_phrase

WINDOW = 160
"""Characters before and behind a match in which guards are looked for."""
NEAR = 4
"""Words that may stand between a guard and the match, where a guard does not say how many."""

_LAST_MARK = re.compile(r".*[.!?] ")


@dataclass(frozen=True)
class Guard:
    """Guard: phrases that keep a match from counting, `before` it or `after` it in its sentence, `near` words away at most."""

    before: Sequence[Part]
    after: Sequence[Part]
    near: int = NEAR

    def is_met(self, text: str, begin: int, end: int) -> bool:
        """Tell whether a phrase of the guard stands around the characters [begin, end)."""
        ahead = _LAST_MARK.sub("", text[max(0, begin - WINDOW) : begin])
        return self._before.occurs_in(ahead) or self._after.occurs_in(text[end : end + WINDOW])

    @cached_property
    def _before(self) -> "_Side":
        near = rf"(?:[^ .!?]+ ){{0,{self.near}}}$"
        return _Side(self.before, head=r"(?:^|(?<= ))", tail=near)

    @cached_property
    def _after(self) -> "_Side":
        return _Side(self.after, head=rf"\A(?:[^ .!?]+ ){{0,{self.near}}}?", tail="")


class _Side:
    """Side of a guard: its phrases, each compiled when a word that it requires occurs for the first time."""

    def __init__(self, parts: Sequence[Part], *, head: str, tail: str) -> None:
        self._parts, self._head, self._tail = parts, head, tail
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._always: list[int] = []
        self._by_word: dict[str, list[int]] = {}
        for number, part in enumerate(parts):
            required = part.required(_alike)
            for word in min(required, key=len, default=()):
                self._by_word.setdefault(word, []).append(number)
            if not required:
                self._always.append(number)

    def occurs_in(self, text: str) -> bool:
        """Tell whether one of the phrases stands in a text, as `head` and `tail` ask for."""
        words = self._by_word.keys() & text.split()
        numbers = chain(self._always, *(self._by_word[word] for word in words))
        return any(self._pattern(number).search(text) for number in numbers)

    def _pattern(self, number: int) -> re.Pattern[str]:
        pattern = self._patterns.get(number)
        if pattern is None:
            body = f"(?:{self._parts[number].expression()})"
            pattern = self._patterns[number] = re.compile(self._head + body + self._tail)
        return pattern


def _alike(_word: str) -> float:
    """Return how common a word is, where that does not matter."""
    return 1.0


def is_guarded(guards: Sequence[Guard], text: str, begin: int, end: int) -> bool:
    """Tell whether any of the guards stands around the characters [begin, end) of a text."""
    return any(guard.is_met(text, begin, end) for guard in guards)


def read_guards(
    source: Mapping[str, Mapping[str, Any]], slots: Mapping[str, Part]
) -> dict[str, Guard]:
    """Read guards by name, `{"denied": {"before": ["never"], "near": 1}}`, given the slots that they may name.

    Raises:
        ValueError: a phrase of one is malformed.
    """
    return {name: _read_guard(values, slots) for name, values in source.items()}


def _read_guard(values: Mapping[str, Any], slots: Mapping[str, Part]) -> Guard:
    before, after = (
        [parse_phrase(line, slots) for line in values.get(side, ())] for side in ("before", "after")
    )
    return Guard(before, after, values.get("near", NEAR))
