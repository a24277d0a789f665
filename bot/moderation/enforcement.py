"""Enforcement planning: from a case and an action to an `Enforcement`, with the notice to the author. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.actions import Action, Enforcement, nearest_supported
from bot.domain.case import Case
from bot.domain.message import Author
from bot.domain.notice import Notice
from bot.domain.phrases import Phrase
from bot.domain.texts import ACTION_TEXTS, LABEL_TEXTS
from bot.domain.word_hits import hit_spans, quote_hits

HOW_TO_APPEAL = Phrase("If you think that this is wrong, appeal: a moderator will look at it.")
"""The last line of a notice with a button to appeal."""


def plan_enforcement(
    case: Case,
    action: Action,
    *,
    supported: Collection[Action],
    timeout_minutes: int,
    clear_days: int = 0,
    by: Author | None = None,
    why: str = "",
) -> Enforcement:
    """Plan an action, or the nearest milder one that is supported.

    `by` is the moderator who asks for it, None for the policy; `why` is what they want its author to
    read.
    """
    possible = nearest_supported(action, supported)
    is_told = is_author_told(action, supported)
    duration = timedelta(minutes=timeout_minutes)
    audit_reason = f"case {case.number}: {'; '.join(case.verdict.reasons)}"
    notice = lesser_notice = None
    if is_told:
        notice = _make_notice(case, possible, duration=duration, by=by, why=why)
    if possible > Action.DELETE and by is None:
        lesser_notice = _make_notice(case, Action.DELETE, duration=duration, by=by, why=why)
    return Enforcement(
        possible,
        case.message,
        audit_reason=f"{audit_reason}; asked for by {by.name} ({by.id})" if by else audit_reason,
        notice=notice,
        duration=duration,
        deletes_message=by is None,
        requested=action if action > possible else None,
        by=by,
        lesser_notice=lesser_notice,
        correction=_make_correction(case, possible),
        clear_days=clear_days if possible is Action.BAN else 0,
    )


def is_author_told(action: Action, supported: Collection[Action]) -> bool:
    """Return whether the author of a message is sent a notice of an action, or of the nearest that is supported."""
    return nearest_supported(action, supported) >= Action.WARN


def link_notices(enforcement: Enforcement, link: str) -> Enforcement:
    """Return an enforcement whose notices lead to the author's page; the correction takes back, and leads nowhere."""
    notice, lesser = enforcement.notice, enforcement.lesser_notice
    return replace(
        enforcement,
        notice=notice and replace(notice, link=link),
        lesser_notice=lesser and replace(lesser, link=link),
    )


def appeal_decision_notice(
    case: Case, *, is_upheld: bool, why: str = "", mended: Sequence[Phrase] = ()
) -> Notice:
    """Build the notice of a decision on an appeal, for the author of the case; `mended` says what came of it."""
    lines = (
        (Phrase("A moderator looked at it and stands by what was done."),)
        if is_upheld
        else (
            Phrase("A moderator looked at it and agrees with you."),
            Phrase("It does not count against you."),
            *mended,
        )
    )
    title = Phrase("Your appeal was turned down" if is_upheld else "Your appeal was accepted")
    lines = (*lines, *_quote(why))
    return Notice(case.message, case.number, title, lines, case.message.text, may_appeal=False)


def gathered_notice(case: Case, count: int) -> Notice:
    """Build the notice of so many cases of one author at once, `case` the latest of them."""
    is_warning = case.outcome is not None and case.outcome.action is Action.WARN
    title, line = (each[count > 1] for each in (_GATHERED[is_warning], _SINCE))
    lines = (Phrase(line, count=str(count)), HOW_TO_APPEAL)
    return Notice(case.message, case.number, Phrase(title, count=str(count)), lines)


_GATHERED = {
    True: (
        "Please mind 1 more message of yours",
        "Please mind {count} more messages of yours",
    ),
    False: (
        "1 more message of yours was deleted",
        "{count} more messages of yours were deleted",
    ),
}
"""Titles of gathered notices, of warnings or of deletions: for one message, and for several."""

_SINCE = (
    "Since my last message here, a program, not a person, acted on 1 more message of yours.",
    "Since my last message here, a program, not a person, acted on {count} more messages of yours.",
)


def taken_back_notice(case: Case, *, why: str = "", mended: Sequence[Phrase] = ()) -> Notice:
    """Build the notice that a moderator has taken back what was done, for who was told of it.

    `mended` says what came of it.
    """
    lines = (
        Phrase("A moderator looked at it, and it was wrong."),
        Phrase("It does not count against you."),
        *mended,
        *_quote(why),
    )
    title = Phrase("What was done about your message was taken back")
    return Notice(case.message, case.number, title, lines, case.message.text, may_appeal=False)


def _duration_text(duration: timedelta) -> Phrase:
    """Format a duration: 90 minutes -> "90 minutes", 24 hours -> "1 day"."""
    minutes = round(duration.total_seconds() / 60)
    for one, many, size in _UNITS:
        if minutes % size == 0:
            return _count_phrase(minutes // size, one, many)
    raise AssertionError


def _count_phrase(count: int, one: str, many: str) -> Phrase:
    """Make the phrase of one or of many: (2, "1 day", "{count} days") -> "2 days"."""
    return Phrase(one) if count == 1 else Phrase(many, count=str(count))


_UNITS = (
    ("1 day", "{count} days", 24 * 60),
    ("1 hour", "{count} hours", 60),
    ("1 minute", "{count} minutes", 1),
)
"""Units of a duration, one and many of them, in minutes."""


def _make_notice(
    case: Case, action: Action, *, duration: timedelta, by: Author | None, why: str
) -> Notice:
    title = Phrase(ACTION_TEXTS[action].notice_title, duration=_duration_text(duration))
    who = "A moderator" if by else "A program, not a person,"
    adjectives = dict.fromkeys(LABEL_TEXTS[t.label].adjective for t in case.verdict.crossed)
    finding = (
        Phrase(f"{who} found what you wrote {{finding}}.", finding=_enumerate([*adjectives]))
        if adjectives
        else Phrase(f"{who} decided this.")
    )
    rule = _word_rule(case) if case.verdict.words else ()
    lines = (finding, *rule, *_quote(why), HOW_TO_APPEAL)
    return Notice(case.message, case.number, title, lines, case.message.text)


def _word_rule(case: Case) -> tuple[Phrase, ...]:
    """Name the rule by what was written: which other words there are is nobody's business."""
    if not hit_spans(case.verdict.words):
        return ()
    if written := quote_hits(case.message.text, case.verdict.words):
        return (Phrase("These words are not allowed here: {words}", words=written),)
    return (Phrase("It has words that are not allowed here."),)


def _make_correction(case: Case, action: Action) -> Notice | None:
    """Make the message that takes back a notice which was sent before its deed; None where none is."""
    title = ACTION_TEXTS[action].correction
    if not title:
        return None
    lines = (
        Phrase("The last message from here was sent before it was done, and it could not be done."),
    )
    return Notice(case.message, case.number, Phrase(title), lines, may_appeal=False)


def _enumerate(words: Sequence[str]) -> Phrase:
    """Join words as a phrase: "hurtful and obscene"."""
    joined = Phrase(words[0])
    for word in words[1:]:
        joined = Phrase("{one} and {other}", one=joined, other=Phrase(word))
    return joined


def _quote(why: str) -> tuple[Phrase, ...]:
    return (Phrase("In their words: {why}", why=why),) if why else ()
