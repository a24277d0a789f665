"""Example messages and case files."""

from datetime import UTC, datetime
from typing import Any

from bot.domain.case import Case, CaseFile, History
from bot.domain.message import Author, Message

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def make_message(text: str = "hello there", **changes: Any) -> Message:
    """Make a message by kim in a thread of the channel "lobby", except for the changes."""
    defaults: dict[str, Any] = {
        "platform": "fake",
        "community": "club",
        "category": "rooms",
        "channel": "lobby",
        "thread": "thread-1",
        "id": "m1",
        "author": Author(id="kim-1", name="kim"),
        "sent_at": NOON,
    }
    return Message(text=text, **{**defaults, **changes})


def make_case_file(case: Case, **changes: Any) -> CaseFile:
    """Make the file of a case without decisions, whose author has no other cases."""
    defaults: dict[str, Any] = {"opened_at": NOON, "history": History(0, 30, 0)}
    return CaseFile(case, **{**defaults, **changes})
