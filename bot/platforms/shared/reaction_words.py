"""Words of reactions: names of emoji, and letters by which a member spells."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from cachetools import LRUCache

_MAX_MESSAGES = 5_000
"""Members' reactions that are remembered, each to one message."""

_MAX_PARTS = 25
"""Reactions of a member to one message that are kept: more than either platform allows."""


class Said(NamedTuple):
    """The text of a member's reactions to a message, and when the first and the last of them came."""

    text: str
    begun_at: datetime
    edited_at: datetime


class _Part(NamedTuple):
    """The name of an emoji, or a letter."""

    text: str
    is_letter: bool


@dataclass(slots=True)
class _Reactions:
    begun_at: datetime
    parts: list[_Part] = field(default_factory=list)


class ReactionWords:
    """Record of what members say by their reactions, in the order in which they were added."""

    def __init__(self) -> None:
        self._said: LRUCache[tuple[Hashable, Hashable], _Reactions] = LRUCache(_MAX_MESSAGES)

    def add(
        self, message: Hashable, user: Hashable, part: str, *, is_letter: bool, now: datetime
    ) -> Said | None:
        """Add a name or a letter, and return all that its member says; None beyond what is kept."""
        said = self._said.setdefault((message, user), _Reactions(now))
        if len(said.parts) == _MAX_PARTS:
            return None
        said.parts.append(_Part(part, is_letter))
        return Said(_spell(said.parts), said.begun_at, now)

    def remove(self, message: Hashable, user: Hashable, part: str) -> None:
        """Remove a name or a letter: what is said after the last of them begins anew."""
        said = self._said.get((message, user))
        if said is None:
            return
        said.parts[:] = [each for each in said.parts if each.text != part]
        if not said.parts:
            del self._said[message, user]


def _spell(parts: list[_Part]) -> str:
    """Join letters to words, and set names apart: ["d", "rat", "s", "o"] -> "d rat so"."""
    text, was_letter = "", False
    for part in parts:
        gap = "" if not text or (part.is_letter and was_letter) else " "
        text += f"{gap}{part.text}"
        was_letter = part.is_letter
    return text
