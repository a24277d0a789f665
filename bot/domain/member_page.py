"""The page of a member: all that moderators need to know of one before they decide. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class ActiveStrike:
    """A case that counts against its author, and when the message was written."""

    case: int
    sent_at: datetime

    def fades_at(self, within_days: int) -> datetime:
        """Return when it counts no longer."""
        return self.sent_at + timedelta(days=within_days)


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """Cases in which a member reported, or was reported: how many, and what moderators made of them.

    `people`: how many reported them; of their own reports it is 1 at most.
    """

    cases: int = 0
    upheld: int = 0
    dismissed: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class MemberNote:
    """A note of a moderator on a member."""

    number: int
    text: str
    by: str
    by_name: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """The facts about a member of a community.

    `strikes`: those that count now, the one that fades first in front. `names`: under which they wrote, a
    proxy's among them.
    """

    strikes: tuple[ActiveStrike, ...] = ()
    reported: ReportRecord = ReportRecord()
    about: ReportRecord = ReportRecord()
    names: tuple[str, ...] = ()
    notes: tuple[MemberNote, ...] = ()
