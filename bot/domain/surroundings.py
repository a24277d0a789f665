"""Messages around one, and those of one author: as the platform gives them when asked, stored nowhere. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain.message import Author, Message

EACH_SIDE: Final = 5
"""Messages that are shown before a message, and after it."""


@dataclass(frozen=True, slots=True)
class NearbyMessage:
    """A message near another: who wrote what, and the names of the files that came with it."""

    author: Author
    text: str
    sent_at: datetime
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Messages before and after one, oldest first, and the names of its own files, if it is still there."""

    before: tuple[NearbyMessage, ...] = ()
    after: tuple[NearbyMessage, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecentMessages:
    """Latest messages of a member, newest first; `gaps` say what could not be looked through."""

    messages: tuple[Message, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeletedMessages:
    """The number of messages that were deleted or gone, and why others were not."""

    count: int = 0
    reasons: tuple[str, ...] = field(default=())
