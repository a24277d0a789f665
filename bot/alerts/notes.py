"""Notes of an alert on what became of its case: decisions, versions of the message, and member reports. Pure."""

from collections.abc import Iterator

from bot.domain.actions import Action
from bot.domain.assignment import assignment_text
from bot.domain.buttons import Button
from bot.domain.case import CaseFile, Decision, ReporterRecord
from bot.domain.fate import FATE_TEXTS, MESSAGE_GONE, AuthorFate
from bot.domain.naming import NAMING_TEXTS, parse_naming
from bot.domain.strikes import is_strike
from bot.domain.texts import ACTION_TEXTS
from bot.domain.versions import is_worse

_MAX_REPORTERS = 5
"""Reporters that are named in an alert."""

_MAX_COMPLAINTS = 3
"""Reasons of reporters that are quoted in an alert."""

TEXT_FORGOTTEN = "the text is no longer kept"
"""Note on a case whose text was forgotten, as the policy or an administrator asked for."""

_RESULTS = {
    Button.DISMISS: "dismissed",
    Button.UNDO: "taken back",
    Button.UPHOLD: "upheld on appeal",
    Button.OVERTURN: "taken back on appeal",
}
"""Results of decisions that take no action on a message or its author."""


def decided_text(case_file: CaseFile) -> str:
    """Say what moderators did with a case, after what the policy did; "" if they did nothing.

    "warned, deleted by a moderator"; "deleted; taken back by a moderator"
    """
    done = [
        text
        for decision in case_file.decisions
        if decision.version == case_file.case.version and (text := _result_text(decision))
    ]
    outcome = case_file.case.outcome
    by_policy = f"{ACTION_TEXTS[outcome.action].done}; " if outcome and is_strike(outcome) else ""
    return f"{by_policy}{', '.join(dict.fromkeys(done))} by a moderator" if done else ""


def version_notes(case_file: CaseFile) -> tuple[str, ...]:
    """Say which version of its message a case is about, where there are several."""
    return tuple(_version_notes(case_file))


def name_notes(case_file: CaseFile) -> tuple[str, ...]:
    """Say that a case is about a name or the like, and no message."""
    naming = parse_naming(case_file.case.message.id)
    return (NAMING_TEXTS[naming],) if naming else ()


def fate_notes(case_file: CaseFile) -> tuple[str, ...]:
    """Say what became of message and author by others' doing."""
    case = case_file.case
    outcomes = [case.outcome, *(decision.outcome for decision in case_file.decisions)]
    done = max((each.action for each in outcomes if each and each.is_in_force), default=Action.NONE)
    is_gone = case.message_fate and done < Action.DELETE
    fate = AuthorFate(case.author_fate) if done < Action.KICK else AuthorFate.BACK
    notes = (MESSAGE_GONE if is_gone else "", FATE_TEXTS.get(fate, ""))
    return tuple(filter(None, notes))


def memory_notes(case_file: CaseFile) -> tuple[str, ...]:
    """Say that what was written is not known any more."""
    return () if case_file.case.is_text_kept else (TEXT_FORGOTTEN,)


def assignment_notes(case_file: CaseFile) -> tuple[str, ...]:
    """Say which moderator works on a case, so that others leave it to them."""
    return (assignment_text(case_file.assignment),) if case_file.assignment else ()


def report_notes(case_file: CaseFile) -> tuple[str, ...]:
    """Say who reported a message: "reported by 2 members: ann (3 messages, 1 other report dismissed), bob"."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for report in case_file.reports:
        counts[report.by] = counts.get(report.by, 0) + 1
        names[report.by] = report.by_name or "somebody"
    if not counts:
        return ()
    texts = [
        names[by] + _record_text(count, case_file.reporters.get(by, ReporterRecord()))
        for by, count in counts.items()
    ]
    more = len(texts) - _MAX_REPORTERS
    shown = ", ".join(texts[:_MAX_REPORTERS]) + (f" and {more} more" if more > 0 else "")
    return (
        f"reported by {len(texts)} members: {shown}" if len(texts) > 1 else f"reported by {shown}",
    )


def list_complaints(case_file: CaseFile) -> tuple[str, ...]:
    """List the latest reasons that reporters gave, each once."""
    reasons = dict.fromkeys(report.why for report in case_file.reports if report.why)
    return tuple(reasons)[-_MAX_COMPLAINTS:]


def _result_text(decision: Decision) -> str:
    outcome = decision.outcome
    is_of_case = decision.button is not Button.PURGE
    if outcome is None or not outcome.is_in_force or not is_of_case:
        return ""
    return _RESULTS.get(decision.button) or ACTION_TEXTS[outcome.action].done


def _version_notes(case_file: CaseFile) -> Iterator[str]:
    case, others = case_file.case, case_file.versions
    if not others:
        return
    earlier = [each for each in others if each.version < case.version]
    if earlier and all(is_worse(case.verdict, than=each.verdict) for each in earlier):
        yield "edited to something worse, and so shown anew"
    elif len(earlier) == len(others):
        yield "edited, and as bad as before"
    else:
        yield "edited since, to nothing worse"
    count = len(others) + 1
    yield f"this is version {case.version + 1} of {count}: /toxicity case {case.number} shows all"


def _record_text(messages: int, record: ReporterRecord) -> str:
    """Say how much somebody reported: (3, one dismissed) -> " (3 messages, 1 other report dismissed)"."""
    parts = [
        f"{messages} messages" if messages > 1 else "",
        f"{_count_reports(record.upheld)} upheld" if record.upheld else "",
        f"{_count_reports(record.dismissed)} dismissed" if record.dismissed else "",
    ]
    told = ", ".join(filter(None, parts))
    return f" ({told})" if told else ""


def _count_reports(count: int) -> str:
    return "1 other report" if count == 1 else f"{count} other reports"
