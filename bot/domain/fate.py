"""Fates: what became of messages and authors of cases by others' doing, which their alerts follow. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class AuthorFate(StrEnum):
    """The absence of an author."""

    LEFT = "left"
    BANNED = "banned"
    BACK = ""
    """They may write again."""


@dataclass(frozen=True, slots=True)
class MessagesGone:
    """Messages that somebody deleted: their author, a moderator or another bot; also the bot itself."""

    community: str
    channel: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuthorGone:
    """An author who left, was banned, or is unbanned."""

    community: str
    author: str
    fate: AuthorFate


Fate: TypeAlias = MessagesGone | AuthorGone

FATE_TEXTS = {
    AuthorFate.LEFT: "its author has left since",
    AuthorFate.BANNED: "its author was banned since",
}
"""Notes on a case in which the bot itself did not send its author away."""

MESSAGE_GONE = "the message is gone: it was deleted since, and not by me"
"""Note on a case in which the bot itself did not delete the message."""
