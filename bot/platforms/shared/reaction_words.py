"""Words of reactions: names of emoji, and letters by which a member spells."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cachetools import LRUCache

_MAX_MESSAGES = 5_000
"""Members' reactions that are remembered, each to one message."""

_MAX_PARTS = 25
"""Reactions of a member to one message that are kept: more than either platform allows."""


class Said(NamedTuple):
    """The text of a member's reactions to a message; `edited_at` is None for the first."""

    text: str
    begun_at: datetime
    edited_at: datetime | None


@dataclass(slots=True)
class _Reactions:
    begun_at: datetime
    text: str = ""
    count: int = 0
    is_spelling: bool = False


class ReactionWords:
    """Record of what members said by their reactions, in the order in which they were added."""

    def __init__(self) -> None:
        self._said: LRUCache[tuple[Hashable, Hashable], _Reactions] = LRUCache(_MAX_MESSAGES)

    def add(
        self, message: Hashable, user: Hashable, part: str, *, is_letter: bool, now: datetime
    ) -> Said | None:
        """Add a name or a letter, and return all that its member says; None beyond what is kept."""
        said = self._said.setdefault((message, user), _Reactions(now))
        if said.count == _MAX_PARTS:
            return None
        gap = "" if not said.text or (is_letter and said.is_spelling) else " "
        said.text += f"{gap}{part}"
        said.is_spelling = is_letter
        said.count += 1
        return Said(said.text, said.begun_at, now if said.count > 1 else None)
