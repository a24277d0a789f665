"""Phrase guards: what keeps a phrase from counting where it stands around it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
        if self._before and self._before.search(ahead):
            return True
        behind = text[end : end + WINDOW]
        return self._after is not None and self._after.match(behind) is not None

    @cached_property
    def _before(self) -> re.Pattern[str] | None:
        near = rf"(?:[^ .!?]+ ){{0,{self.near}}}$"
        return _compile(self.before, head=r"(?:^|(?<= ))", tail=near)

    @cached_property
    def _after(self) -> re.Pattern[str] | None:
        return _compile(self.after, head=rf"(?:[^ .!?]+ ){{0,{self.near}}}?", tail="")


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


def _compile(parts: Sequence[Part], *, head: str, tail: str) -> re.Pattern[str] | None:
    if not parts:
        return None
    options = "|".join(part.expression() for part in parts)
    return re.compile(f"{head}(?:{options}){tail}")
