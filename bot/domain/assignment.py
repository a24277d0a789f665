"""Assignments: which moderator works on a case at the moment, for as long as nobody else may. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.phrases import ModeratorPhrase

ASSIGNED_FOR: Final = timedelta(minutes=10)
"""The time for which a case is one moderator's, by the database's clock."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A moderator who took a case, and until when nobody else decides on it."""

    by: str
    by_name: str
    until: datetime


def assignment_text(assignment: Assignment) -> ModeratorPhrase:
    """Say who works on a case: "mona works on it until 12:10 UTC"."""
    return ModeratorPhrase(
        "{name} works on it until {time} UTC",
        name=assignment.by_name or ModeratorPhrase("somebody"),
        time=f"{assignment.until:%H:%M}",
    )
