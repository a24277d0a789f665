"""The numbered record of a message that something is to be done about."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.message import Message
from bot.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """A message, what was decided, and, once it is known, what became of it.

    Pending while `outcome` is None: the intent is stored, and after a crash it is carried out.
    """

    number: int
    message: Message
    verdict: Verdict
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A button that somebody pressed, and `why` in their words; pending while `outcome` is None."""

    button: Button
    by: str
    by_name: str
    decided_at: datetime
    outcome: Outcome | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of an author besides the case at hand: strikes of so many days, cases ever."""

    strikes: int
    within_days: int
    cases: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with everything that people did about it.

    `flagged_by` are the names of those who reported the message; `appeal` is what its author says
    against it, None while they have not appealed.
    """

    case: Case
    opened_at: datetime
    history: History
    decisions: tuple[Decision, ...] = ()
    reported_by: tuple[str, ...] = ()
    appeal: str | None = None
