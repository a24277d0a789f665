"""Evaluation of a message: each of its texts is scored by itself, and the worst verdict is that of all.

A message has more than one text where it is too long, or opens a post with a title.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.domain.actions import Action
from bot.domain.message import MAX_SCORED_CHARACTERS, Message
from bot.domain.policy import Policy
from bot.domain.verdict import Verdict, decide
from bot.runtime.overflow import Overflow, submit_when_room
from classifier import Label, LabelThresholds, Reason, Scores, Unscored

Score: TypeAlias = Callable[[str], Awaitable[Scores | Unscored | Overflow]]
"""Scores a text as it was written, unless there is no room for it."""


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A message of one text, with its scores."""

    message: Message
    scores: Scores | Unscored


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A verdict, and the message with that text alone which it is about."""

    message: Message
    verdict: Verdict


async def score_texts(message: Message, score: Score) -> list[ScoredText] | Overflow:
    """Score each text of a message, and its title; once the first has room, the others wait for it.

    Whatever is beyond `MAX_SCORED_CHARACTERS` is unscored.
    """
    first = await score(message.text)
    if isinstance(first, Overflow):
        return first
    whole = replace(message, more_texts=(), title=None, is_cut=False)
    scored = [ScoredText(whole, first)]
    more_texts = _within_budget(message)
    for text in more_texts:
        scores: Scores | Unscored = await submit_when_room(score, text)
        scored.append(ScoredText(replace(whole, text=text), scores))
    if message.is_cut or more_texts != message.more_texts:
        scored.append(ScoredText(whole, Unscored(Reason.TOO_LONG)))
    if message.title:
        scores = await submit_when_room(score, message.title.text)
        scored.append(ScoredText(message.title, scores))
    return scored


def evaluate_texts(
    scored: Sequence[ScoredText], *, policy: Policy, calibrated: Mapping[Label, LabelThresholds]
) -> Evaluation:
    """Decide on each text of a message; the result is the worst, and names what could not be scored."""
    evaluations = [
        Evaluation(
            each.message, decide(policy, each.message, scores=each.scores, calibrated=calibrated)
        )
        for each in scored
    ]
    body_id = scored[0].message.id
    body = _choose_worst([each for each in evaluations if each.message.id == body_id])
    titles = [each for each in evaluations if each.message.id != body_id]
    return _join_title(body, titles[0]) if titles else body


def _within_budget(message: Message) -> tuple[str, ...]:
    """Return the texts of a message behind the first that are within its budget, the last one cut."""
    left = MAX_SCORED_CHARACTERS - len(message.text)
    kept = []
    for text in message.more_texts:
        if left <= 0:
            break
        kept.append(text[:left])
        left -= len(text)
    return tuple(kept)


def _choose_worst(evaluations: Sequence[Evaluation]) -> Evaluation:
    """Choose the evaluation that leads to the harshest action, by the highest score; note the others."""
    if len(evaluations) == 1:
        return evaluations[0]
    worst = max(evaluations, key=_severity)
    counted = [each for each in evaluations if not _is_empty(each.verdict)]
    notes = []
    if len(counted) > 1:
        notes.append(f"the worst of {len(counted)} parts of a long message")
    if any(_is_too_long(each.verdict) for each in evaluations) and not _is_too_long(worst.verdict):
        notes.append("unscored (too_long): the rest of it was not read")
    return replace(worst, verdict=replace(worst.verdict, notes=(*worst.verdict.notes, *notes)))


def _join_title(body: Evaluation, title: Evaluation) -> Evaluation:
    """Join a post's title with its text where both need a case; else return the one that does, or text."""
    if title.verdict.needs_no_case:
        return body
    if body.verdict.needs_no_case:
        return title
    post = replace(
        body.message,
        text=f"{title.message.text}\n{body.message.text}",
        parts=(title.message.id, *body.message.parts),
    )
    return Evaluation(post, max(body, title, key=_severity).verdict)


def _severity(evaluation: Evaluation) -> tuple[Action, float]:
    scores = evaluation.verdict.scores
    highest = -1.0 if isinstance(scores, Unscored) else scores.highest
    return evaluation.verdict.wanted, highest


def _is_too_long(verdict: Verdict) -> bool:
    return verdict.scores == Unscored(Reason.TOO_LONG)


def _is_empty(verdict: Verdict) -> bool:
    return verdict.scores == Unscored(Reason.EMPTY)
