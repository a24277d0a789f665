"""Cases: numbered records of messages that were acted on, with the decisions of moderators. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.actions import Outcome
from bot.domain.assignment import Assignment
from bot.domain.buttons import Button
from bot.domain.message import Message
from bot.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """A message with its verdict and, once it is known, the outcome.

    Pending while `outcome` is None: the intent is stored, and carried out after a crash. `version`
    numbers the versions of the message: 0 is the one that opened the case. `is_report`: a member's report
    opened it, and so far nothing else speaks for it. `is_alerted`: moderators had been shown it
    when it was read.
    `is_text_kept`: what was written is still known; it is "" once it was forgotten. `message_fate` and `author_fate`:
    what became of them since, by others' doing.
    """

    number: int
    message: Message
    verdict: Verdict
    outcome: Outcome | None = None
    version: int = 0
    is_report: bool = False
    is_alerted: bool = field(default=False, compare=False)
    is_text_kept: bool = True
    message_fate: str = field(default="", compare=False)
    author_fate: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A message of the bot's in which moderators are shown a case, by the platform's ids."""

    channel: str
    message: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A button that a moderator pressed, and `why` in their words; pending while `outcome` is None.

    It was taken of this `version` of the message. `clear_days`: days of its author's messages that a ban
    deletes. `is_change`: harsher actions of the case are taken back.
    """

    button: Button
    by: str
    by_name: str
    decided_at: datetime
    outcome: Outcome | None = None
    why: str = ""
    version: int = 0
    clear_days: int = 0
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class MemberReport:
    """A member's report of a message, and `why` in their words.

    `text` and `link` are of a message other than the case's own: reports by one member on another are
    gathered in one case.
    """

    by: str
    by_name: str
    why: str = ""
    text: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ReporterRecord:
    """Outcomes of the other cases that a member reported: so many upheld, so many dismissed."""

    upheld: int = 0
    dismissed: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """The history of an author before a case: strikes of the last `within_days` days, and all cases.

    A case that is but a member's report counts once a moderator has upheld it.
    """

    strikes: int
    within_days: int
    cases: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with its author's history, the decisions and the appeal.

    `reports`: those of members, in their order, and `reporters` the record of each of them by id. `appeal`:
    what its author says against the case, None without an appeal, as of the version `appeal_version`.
    `versions`: the other versions of the message, oldest first. `assignment`: who works on it at the
    moment, None if nobody does.
    """

    case: Case
    opened_at: datetime
    history: History
    decisions: tuple[Decision, ...] = ()
    reports: tuple[MemberReport, ...] = ()
    reporters: Mapping[str, ReporterRecord] = field(default_factory=dict)
    appeal: str | None = None
    appeal_version: int = 0
    versions: tuple[Case, ...] = ()
    assignment: Assignment | None = None
