"""One case as moderators see it. Pure: a platform only puts its own markup around the parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.case import Case, CaseFile, Decision, History
from bot.domain.verdict import Tier, Verdict
from classifier import Label, Span, Unscored


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text, safe to show; `label` names the harm it drove, if it drove any."""

    text: str
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """A label's score beside its thresholds, all 0..1. None: there is no such threshold."""

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
    """What a moderator needs in order to agree or to step in.

    `pieces` joined are the whole text. `bars` hold every label, the highest score first; there are
    none for an unscored text. `reasons` say in words why; `done` what happened ("deleted", "refused: ..."),
    `remedy` how to make more possible. `history` tells of the author ("2 strikes in 30 days, 5 cases"),
    `decisions` who pressed what since ("kim: Dismiss"), `appeal` what the author has to say against it,
    if they do. `buttons` are those that can be pressed now: a platform shows no other.
    """

    case: Case
    pieces: tuple[Piece, ...]
    bars: tuple[ScoreBar, ...]
    reasons: tuple[str, ...]
    wanted: str
    done: str
    remedy: str
    history: str = ""
    decisions: tuple[str, ...] = ()
    appeal: str | None = None
    buttons: tuple[Button, ...] = ()


def build_alert(
    case_file: CaseFile, spans: Sequence[Span], *, buttons: Sequence[Button] = ()
) -> Alert:
    """An alert for a case; `spans` of its text drove the scores, the heaviest first."""
    case = case_file.case
    return Alert(
        case=case,
        pieces=split_pieces(case.message.text, spans),
        bars=score_bars(case.verdict),
        reasons=(*case.verdict.reasons, *_reporters_text(case_file)),
        wanted=case.verdict.wanted.value,
        done=outcome_text(case.outcome) if case.outcome else "pending",
        remedy=case.outcome.remedy if case.outcome else "",
        history=history_text(case_file.history),
        decisions=tuple(decision_text(decision) for decision in case_file.decisions),
        appeal=None if case_file.appeal is None else defuse(case_file.appeal),
        buttons=tuple(buttons),
    )


def score_bars(verdict: Verdict) -> tuple[ScoreBar, ...]:
    """Every label's score beside the thresholds that held, the highest first."""
    if isinstance(verdict.scores, Unscored):
        return ()
    at_least = {(t.label, t.tier): t.at_least for t in verdict.thresholds}
    found = (
        ScoreBar(label, score, at_least.get((label, Tier.FLAG)), at_least.get((label, Tier.ACT)))
        for label, score in verdict.scores.items()
    )
    return tuple(sorted(found, key=lambda bar: -bar.score))


def outcome_text(outcome: Outcome) -> str:
    """What happened, in words: "deleted", "was already gone", "refused: no permission here"."""
    words = {OutcomeResult.DONE: _DONE[outcome.action], OutcomeResult.GONE: "was already gone"}.get(
        outcome.result, outcome.result.value
    )
    return f"{words}: {outcome.reason}" if outcome.reason else words


def history_text(history: History) -> str:
    """What is known of an author: "2 strikes in 30 days, 5 earlier cases"."""
    if not history.cases:
        return "no earlier cases"
    cases = count_text(history.cases, "earlier case")
    return f"{count_text(history.strikes, 'strike')} in {history.within_days} days, {cases}"


def decision_text(decision: Decision) -> str:
    """Who pressed what: "mona: Warn, as “too harsh”", "mona: Delete (refused: no permission here)"."""
    why = f", as “{defuse(decision.why)}”" if decision.why else ""
    said = f"{defuse(decision.by_name) or 'somebody'}: {decision.button.caption}{why}"
    if decision.outcome is None:
        return f"{said} (under way)"
    return said if decision.outcome.is_in_force else f"{said} ({outcome_text(decision.outcome)})"


def count_text(count: int, noun: str) -> str:
    """(1, "case") -> "1 case", (0, "case") -> "0 cases"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def split_pieces(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """The text in pieces, those that drove the scores with their label."""
    return tuple(_split_pieces(text, spans))


def defuse(text: str) -> str:
    r"""The text with nothing in it that rings, jumps or hides: it may be shown anywhere.

    A zero-width space takes their effect from mentions and links: "@everyone" -> "@\u200beveryone".
    Control characters, text-direction overrides and lone surrogates become "\ufffd".
    """
    return _HIDING.sub("\ufffd", text).replace("@", "@\u200b").replace("<", "<\u200b")


def _reporters_text(case_file: CaseFile) -> tuple[str, ...]:
    if not case_file.reported_by:
        return ()
    names = ", ".join(defuse(name) or "somebody" for name in case_file.reported_by)
    return (f"reported by {names}",)


_DONE = {
    Action.NONE: "nothing done",
    Action.FLAG: "flagged",
    Action.WARN: "warned",
    Action.DELETE: "deleted",
    Action.TIMEOUT: "timed out",
    Action.KICK: "kicked",
    Action.BAN: "banned",
}

_HIDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _split_pieces(text: str, spans: Sequence[Span]) -> Iterator[Piece]:
    drove: list[Label | None] = [None] * len(text)
    for span in reversed(spans):  # the heaviest last, so that it wins where spans overlap
        drove[span.begin : span.end] = [span.label] * (min(span.end, len(text)) - span.begin)
    begin = 0
    for label, stretch in groupby(drove):
        end = begin + len(list(stretch))
        yield Piece(defuse(text[begin:end]), label)
        begin = end
