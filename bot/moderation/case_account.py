"""Account of a case for its author alone: what was decided, when and why, and whether they may appeal. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.case import Case, CaseFile, Decision
from bot.domain.message import Author
from bot.domain.notice import Notice
from bot.domain.strikes import is_strike
from bot.moderation.decision_notices import make_decision_notice
from bot.moderation.enforcement import HOW_TO_APPEAL, plan_enforcement
from bot.moderation.review_rules import ACTION_BY_BUTTON, RESOLVING, check_appellant

_SOMEBODY = Author(id="", name="")
"""Stands for the moderator who decided: their name is nobody else's business."""


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """A decision and its moment, in the words of its notice."""

    at: datetime
    notice: Notice


@dataclass(frozen=True, slots=True)
class CaseAccount:
    """The account of a case, the first decision first; `appeal` in its author's words, None without one.

    Nothing of anybody else is in it: neither who decided or reported, nor what others wrote.
    """

    case: Case
    entries: tuple[AccountEntry, ...]
    appeal: str | None
    is_waiting: bool
    """True while nobody has answered their appeal."""
    may_appeal: bool


def give_account(
    case_file: CaseFile, *, timeout_minutes: int, reversible: Collection[Action]
) -> CaseAccount:
    """Give the author of a case an account of it; `reversible`: actions that could be taken back."""
    case = case_file.case
    is_first = case_file.appeal is None or case_file.appeal_version < case.version
    entries = _list_entries(case_file, timeout_minutes, reversible)
    return CaseAccount(
        case,
        tuple(sorted(entries, key=lambda entry: entry.at)),
        case_file.appeal,
        case_file.appeal is not None and not _is_answered(case_file),
        is_first and check_appellant(case_file, case.message.author) is None,
    )


def _is_answered(case_file: CaseFile) -> bool:
    """Return whether a moderator has decided on the appeal, or taken back what it is against."""
    answers = {Button.UPHOLD, *RESOLVING}
    return any(
        each.button in answers
        and each.version >= case_file.appeal_version
        and (each.outcome is None or each.outcome.is_in_force)
        for each in case_file.decisions
    )


def _list_entries(
    case_file: CaseFile, timeout_minutes: int, reversible: Collection[Action]
) -> Iterator[AccountEntry]:
    case = case_file.case
    if case.outcome and is_strike(case.outcome):
        moment = case.message.edited_at if case.version else None
        yield _act(case, case.outcome, timeout_minutes, at=moment or case.message.sent_at)
    for decision in case_file.decisions:
        if decision.outcome is None or not decision.outcome.is_in_force:
            continue
        if decision.button in ACTION_BY_BUTTON:
            at = decision.decided_at
            yield _act(case, decision.outcome, timeout_minutes, at=at, decision=decision)
        elif notice := make_decision_notice(
            case_file, decision.button, decision.outcome, why=decision.why, reversible=reversible
        ):
            yield AccountEntry(decision.decided_at, notice)


def _act(
    case: Case,
    outcome: Outcome,
    timeout_minutes: int,
    *,
    at: datetime,
    decision: Decision | None = None,
) -> AccountEntry:
    planned = plan_enforcement(
        case,
        max(outcome.action, Action.WARN),
        supported=[*Action],
        timeout_minutes=timeout_minutes,
        by=_SOMEBODY if decision else None,
        why=decision.why if decision else "",
    )
    notice = planned.notice
    assert notice is not None, "what is done to an author is told"
    lines = tuple(line for line in notice.lines if line != HOW_TO_APPEAL)
    return AccountEntry(at, replace(notice, lines=lines))
