"""Cases: numbered records of messages that were acted on, with the decisions of moderators. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.message import Message
from bot.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """A message with its verdict and, once it is known, the outcome.

    Pending while `outcome` is None: the intent is stored, and carried out after a crash.
    """

    number: int
    message: Message
    verdict: Verdict
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A button that a moderator pressed, and `why` in their words; pending while `outcome` is None."""

    button: Button
    by: str
    by_name: str
    decided_at: datetime
    outcome: Outcome | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The history of an author before a case: strikes of the last `within_days` days, and all cases."""

    strikes: int
    within_days: int
    cases: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its author's history, the decisions and the appeal.

    `reported_by`: the names of members who reported the message. `appeal`: what its author says against
    the case, None without an appeal.
    """

    case: Case
    opened_at: datetime
    history: History
    decisions: tuple[Decision, ...] = ()
    reported_by: tuple[str, ...] = ()
    appeal: str | None = None
