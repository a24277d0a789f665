"""Versions of a message in its case: whether an edit makes it worse, and what moderators see of it. Pure."""

from collections.abc import Sequence
from enum import Enum

from bot.domain.actions import Action
from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.verdict import Verdict
from classifier import Unscored

WORSE_BY = 0.1
"""By how much the highest score rises in an edit that is worse although it asks for the same action."""


class Placement(Enum):
    """The place of a new version in its case."""

    ANEW = "anew"
    """It is worse: the case is about it from now on, it is acted on, and moderators are shown it anew."""
    AGAIN = "again"
    """It is as bad, and acted on as the one before could not be, or only more mildly; its alert is redrawn."""
    REDRAWN = "redrawn"
    """It is as bad: the case is about it from now on, and its alert is redrawn."""
    KEPT = "kept"
    """It is milder, or late, or what is done or decided is about another: it is kept beside that."""

    @property
    def is_acted_on(self) -> bool:
        """Return whether the version is enforced."""
        return self in (Placement.ANEW, Placement.AGAIN)


def place_version(
    case: Case, others: Sequence[Case], *, message: Message, verdict: Verdict, is_decided: bool
) -> Placement:
    """Place a new version of the message of a case beside its present version and the `others`.

    `is_decided`: a moderator decided on the present one.
    """
    is_worst = all(is_worse(verdict, than=each.verdict) for each in (case, *others))
    if is_worst and not _is_done_already(case, verdict):
        return Placement.ANEW
    is_late = _written_at(message) < _written_at(case.message)
    is_milder = is_worse(case.verdict, than=verdict)
    if is_decided or case.outcome is None or is_late or is_milder:
        return Placement.KEPT
    return Placement.AGAIN if _is_acted_on_again(case, verdict) else Placement.REDRAWN


def is_worse(verdict: Verdict, *, than: Verdict) -> bool:
    """Return True if a verdict asks for a stronger action, or finds more or much surer harm."""
    if verdict.wanted is not than.wanted:
        return verdict.wanted > than.wanted
    known = than.harms
    for label, action in verdict.harms.items():
        if label not in known or action > known[label]:
            return True
    return bool(verdict.crossed) and _highest(verdict) >= _highest(than) + WORSE_BY


def _is_acted_on_again(case: Case, verdict: Verdict) -> bool:
    outcome = case.outcome
    return outcome is None or not outcome.is_in_force or verdict.action > case.verdict.action


def _is_done_already(case: Case, verdict: Verdict) -> bool:
    """Return True if the message was deleted, and nothing harsher is asked for: the edit was on its way."""
    outcome = case.outcome
    if outcome is None or not outcome.is_in_force or outcome.action < Action.DELETE:
        return False
    return verdict.action <= outcome.action


def _highest(verdict: Verdict) -> float:
    scores = verdict.scores
    return 0.0 if isinstance(scores, Unscored) else max(scores.values())


def _written_at(message: Message) -> float:
    """Return when a version was written; -1 for the first, as Slack gives edits in whole seconds."""
    return message.edited_at.timestamp() if message.edited_at else -1.0
