"""From a case to what is to be done: the nearest action there is, and what its author is told. Pure."""

from collections.abc import Collection
from datetime import timedelta

from bot.alerts.alert import defuse
from bot.domain.actions import Action, Enforcement, nearest_supported
from bot.domain.case import Case
from bot.domain.message import Author
from bot.domain.notice import Notice
from classifier import Label


def plan_enforcement(
    case: Case,
    action: Action,
    *,
    supported: Collection[Action],
    timeout_minutes: int,
    by: Author | None = None,
    words: str = "",
) -> Enforcement:
    """The action, or the nearest milder one that is supported, with all that it takes to do it.

    `by` is the moderator who asks for it, None: the policy does. `words` are what
    they want its author to read.
    """
    possible = nearest_supported(action, supported)
    lasts = timedelta(minutes=timeout_minutes)
    why = f"case {case.number}: {'; '.join(case.verdict.reasons)}"
    notice = None
    if possible >= Action.WARN:
        notice = _make_notice(case, possible, lasts=lasts, by=by, words=words)
    return Enforcement(
        possible,
        case.message,
        audit_reason=f"{why}; asked for by {by.name} ({by.id})" if by else why,
        notice=notice,
        duration=lasts,
        deletes_message=by is None,
        requested=action if action > possible else None,
    )


def appeal_decision_notice(case: Case, *, is_upheld: bool, words: str = "") -> Notice:
    """What the author of a case is told when their appeal was decided."""
    lines = (
        ("A moderator looked at it and stands by what was done.",)
        if is_upheld
        else ("A moderator looked at it and agrees with you.", "It does not count against you.")
    )
    title = "Your appeal was turned down" if is_upheld else "Your appeal was accepted"
    said = (*lines, *_quote(words))
    return Notice(
        case.message, case.number, title, said, defuse(case.message.text), may_appeal=False
    )


def duration_text(lasts: timedelta) -> str:
    """A length of time in words: 90 minutes -> "90 minutes", 24 hours -> "1 day"."""
    minutes = round(lasts.total_seconds() / 60)
    for unit, size in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes % size == 0:
            count = minutes // size
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    raise AssertionError


def _make_notice(
    case: Case, action: Action, *, lasts: timedelta, by: Author | None, words: str
) -> Notice:
    title = {
        Action.WARN: "Please mind how you write to others",
        Action.DELETE: "Your message was deleted",
        Action.TIMEOUT: f"You cannot write here for {duration_text(lasts)}",
        Action.KICK: "You were removed from here",
        Action.BAN: "You were banned from here",
    }[action]
    who = "A moderator" if by else "A program, not a person,"
    found = dict.fromkeys(_WORDS[threshold.label] for threshold in case.verdict.crossed)
    read = f" found what you wrote {' and '.join(found)}." if found else " decided this."
    appeal = "If you think that this is wrong, appeal: a moderator will look at it."
    lines = (who + read, *_quote(words), appeal)
    return Notice(case.message, case.number, title, lines, defuse(case.message.text))


def _quote(words: str) -> tuple[str, ...]:
    return (f"In their words: {defuse(words)}",) if words else ()


_WORDS = {
    Label.TOXIC: "hurtful",
    Label.SEVERE_TOXIC: "very hurtful",
    Label.OBSCENE: "obscene",
    Label.THREAT: "threatening",
    Label.INSULT: "insulting",
    Label.IDENTITY_HATE: "hateful about a group of people",
}
