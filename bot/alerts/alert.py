"""Alerts: one case as moderators see it. Pure: a platform only adds its own markup to the parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from bot.alerts.notes import (
    assignment_notes,
    decided_text,
    fate_notes,
    list_complaints,
    memory_notes,
    name_notes,
    report_notes,
    version_notes,
)
from bot.domain.actions import Outcome, OutcomeResult
from bot.domain.buttons import AlertLine, Button
from bot.domain.case import Case, CaseFile, Decision, History
from bot.domain.harm_kinds import kind_notes
from bot.domain.phrases import ModeratorPhrase
from bot.domain.steps import hash_nonce
from bot.domain.texts import ACTION_TEXTS
from bot.domain.verdict import Tier, Verdict
from classifier import Label, Span, Unscored


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what somebody wrote, as it was written; `label` names the harm it drove, if any.

    `is_heaviest`: it drove the scores more than any other.
    """

    text: str
    label: Label | None = None
    is_heaviest: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """A label's score beside its thresholds, all 0..1; None where there is no such threshold."""

    label: Label
    score: float
    flag: float | None
    act: float | None

    @property
    def reached(self) -> Tier | None:
        """The surest tier that the score has reached."""
        for tier, at_least in ((Tier.ACT, self.act), (Tier.FLAG, self.flag)):
            if at_least is not None and self.score >= at_least:
                return tier
        return None


@dataclass(frozen=True, slots=True)
class Alert:
    """The facts by which a moderator agrees or steps in; every `str` is text as it was written.

    `pieces` joined are the whole text. `bars` hold every label, the highest score first; there are
    none for an unscored text. `reasons` say in words why; `done` what happened ("deleted", "refused: ..."), or with `is_decided` what a moderator did,
    `remedy` how to make more possible. `history` tells of the author ("2 strikes in 30 days, 5 cases"),
    `decisions` who pressed what since ("kim: Dismiss"), `complaints` why members reported it, `appeal` what the author has to say against it,
    if they do. `buttons` are those that can be pressed now: a platform shows no other.

    `pings` are ids of roles, groups and people for whom it rings, once: where it is posted, not where it is redrawn.

    `nonce` is the alert's own each time that it is sent. `sent_since`: since when an earlier try may have shown
    it, None if none can have.
    """

    case: Case
    pieces: tuple[Piece, ...]
    bars: tuple[ScoreBar, ...]
    reasons: tuple[str, ...]
    wanted: str
    done: str
    remedy: str
    history: str = ""
    is_decided: bool = False
    decisions: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    appeal: str | None = None
    buttons: tuple[Button, ...] = ()
    pings: tuple[str, ...] = ()
    nonce: str = ""
    sent_since: datetime | None = None

    @property
    def lines(self) -> tuple[AlertLine, ...]:
        """Return what can be opened besides: its words only where some drove the scores."""
        has_words = any(piece.label for piece in self.pieces)
        return (AlertLine.MEMBER, AlertLine.NEVER_FLAG) if has_words else (AlertLine.MEMBER,)


def build_alert(
    case_file: CaseFile,
    spans: Sequence[Span],
    *,
    buttons: Sequence[Button] = (),
    pings: Sequence[str] = (),
) -> Alert:
    """Build the alert of a case; `spans` of its text drove the scores, the heaviest first."""
    case, decided = case_file.case, decided_text(case_file)
    return Alert(
        case=case,
        pieces=split_pieces(case.message.text, spans),
        bars=score_bars(case.verdict),
        reasons=(
            *case.verdict.reasons,
            *kind_notes(spans),
            *assignment_notes(case_file),
            *name_notes(case_file),
            *memory_notes(case_file),
            *fate_notes(case_file),
            *report_notes(case_file),
            *version_notes(case_file),
        ),
        wanted=case.verdict.wanted.value,
        done=decided or (outcome_text(case.outcome) if case.outcome else "pending"),
        remedy=case.outcome.remedy if case.outcome else "",
        history=history_text(case_file.history),
        is_decided=bool(decided),
        decisions=tuple(
            decision_text(decision, of_version=case.version) for decision in case_file.decisions
        ),
        complaints=list_complaints(case_file),
        appeal=case_file.appeal,
        buttons=tuple(buttons),
        pings=tuple(pings),
    )


def join_pings(alerts: Sequence[Alert]) -> list[str]:
    """Return for whom a message that shows these alerts rings, each once."""
    return sorted({each for alert in alerts for each in alert.pings})


def join_nonces(alerts: Sequence[Alert]) -> str:
    """Return the nonce of a message that shows these alerts."""
    return hash_nonce(*(alert.nonce for alert in alerts))


def score_bars(verdict: Verdict) -> tuple[ScoreBar, ...]:
    """Return every label's score beside the thresholds that held, the highest first."""
    if isinstance(verdict.scores, Unscored):
        return ()
    at_least = {(t.label, t.tier): t.at_least for t in verdict.thresholds}
    bars = (
        ScoreBar(label, score, at_least.get((label, Tier.FLAG)), at_least.get((label, Tier.ACT)))
        for label, score in verdict.scores.items()
    )
    return tuple(sorted(bars, key=lambda bar: -bar.score))


def outcome_text(outcome: Outcome) -> str:
    """Say what happened: "deleted", "deleted: the author has left", "refused: no permission here"."""
    if outcome.result is OutcomeResult.GONE:
        return outcome.reason or "was already gone"
    is_done = outcome.result is OutcomeResult.DONE
    result = ModeratorPhrase(ACTION_TEXTS[outcome.action].done if is_done else outcome.result.value)
    return f"{result}: {outcome.reason}" if outcome.reason else result


def history_text(history: History) -> str:
    """Say what is known of an author: "2 strikes in 30 days, 5 earlier cases"."""
    if not history.cases:
        return "no earlier cases"
    cases = count_text(history.cases, "earlier case")
    return f"{count_text(history.strikes, 'strike')} in {history.within_days} days, {cases}"


def decision_text(decision: Decision, *, of_version: int | None = None) -> str:
    """Say who pressed what: "mona: Warn, as “too harsh”", "mona: Delete (refused: no permission)".

    A decision that was taken of another version than `of_version` says of which.
    """
    why = f", as “{decision.why}”" if decision.why else ""
    is_other = of_version is not None and decision.version != of_version
    of = f", of version {decision.version + 1}" if is_other else ""
    text = f"{decision.by_name or 'somebody'}: {decision.button.caption}{of}{why}"
    if decision.outcome is None:
        return f"{text} (under way)"
    if not decision.outcome.is_in_force:
        return f"{text} ({outcome_text(decision.outcome)})"
    return f"{text} ({decision.outcome.reason})" if decision.outcome.reason else text


def count_text(count: int, noun: str) -> ModeratorPhrase:
    """Format a count with its noun: (1, "case") -> "1 case", (1200, "case") -> "1,200 cases"."""
    return (
        ModeratorPhrase(f"1 {noun}")
        if count == 1
        else ModeratorPhrase(f"{{count}} {noun}s", count=f"{count:,}")
    )


def split_pieces(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Split a text into pieces, those that drove the scores with their label.

    ("you clown", [Span(4, 9, INSULT, 0.9)]) -> (Piece("you "), Piece("clown", INSULT))
    """
    return tuple(_split_pieces(text, spans))


def _split_pieces(text: str, spans: Sequence[Span]) -> Iterator[Piece]:
    label_at: list[Label | None] = [None] * len(text)
    for span in reversed(spans):  # the heaviest last, so that it wins where spans overlap
        label_at[span.begin : span.end] = [span.label] * (min(span.end, len(text)) - span.begin)
    begin = 0
    for label, stretch in groupby(label_at):
        end = begin + len(list(stretch))
        is_heaviest = bool(spans) and begin <= spans[0].begin < end
        yield Piece(text[begin:end], label, is_heaviest=is_heaviest)
        begin = end
