"""Messages to try things on."""

from datetime import UTC, datetime
from typing import Any

from bot.domain.case import Case, CaseFile, History
from bot.domain.message import Author, Message

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def make_message(text: str = "hello there", **changes: Any) -> Message:
    """A message by kim in a thread of the channel "lobby", except for what is changed."""
    as_usual: dict[str, Any] = {
        "platform": "fake",
        "community": "club",
        "category": "rooms",
        "channel": "lobby",
        "thread": "thread-1",
        "id": "m1",
        "author": Author(id="kim-1", name="kim"),
        "sent_at": NOON,
    }
    return Message(text=text, **{**as_usual, **changes})


def make_dossier(case: Case, **changes: Any) -> CaseFile:
    """A case that nobody has touched yet, by somebody without any others."""
    as_usual: dict[str, Any] = {"opened_at": NOON, "history": History(0, 30, 0)}
    return CaseFile(case, **{**as_usual, **changes})
