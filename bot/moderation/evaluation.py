"""Evaluation of a message: each of its texts is scored by itself, and the worst verdict is that of all.

A message has more than one text where it is too long, or opens a post with a title.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.domain.actions import Action
from bot.domain.message import MAX_SCORED_CHARACTERS, Message
from bot.domain.policy import Policy
from bot.domain.verdict import FindThresholds, Verdict, decide
from bot.domain.word_matcher import WordMatch
from bot.moderation.word_scoring import TextScores
from bot.runtime.overflow import Overflow, submit_when_room
from classifier import Label, LabelThresholds, Reason, Scores, Unscored

Score: TypeAlias = Callable[[str], Awaitable[TextScores | Overflow]]
"""Scores a text as it was written, unless there is no room for it."""


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A message of one text, with its scores."""

    message: Message
    scores: Scores | Unscored
    words: tuple[WordMatch, ...] = ()


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
    whole = _keep_first_text(message)
    scored = [ScoredText(whole, first.scores, first.words)]
    more_texts = within_budget(message)
    for text in more_texts:
        found: TextScores = await submit_when_room(score, text)
        scored.append(ScoredText(replace(whole, text=text), found.scores, found.words))
    if message.is_cut or more_texts != message.more_texts:
        scored.append(ScoredText(whole, Unscored(Reason.TOO_LONG)))
    if message.is_unread:
        scored.append(ScoredText(whole, Unscored(Reason.UNREAD)))
    if message.title:
        found = await submit_when_room(score, message.title.text)
        scored.append(ScoredText(message.title, found.scores, found.words))
    return scored


async def score_seam(message: Message, seam: str, score: Score) -> list[ScoredText] | Overflow:
    """Score a seam in place of the texts of the message that begins there."""
    found = await score(seam)
    if isinstance(found, Overflow):
        return found
    return [ScoredText(message, found.scores, found.words)]


def evaluate_texts(
    scored: Sequence[ScoredText],
    *,
    policy: Policy,
    calibrated: Mapping[Label, LabelThresholds],
    find_thresholds: FindThresholds,
) -> Evaluation:
    """Decide on each text of a message; the result is the worst, and names what could not be scored."""
    evaluations = [
        Evaluation(
            each.message,
            decide(
                policy,
                each.message,
                scores=each.scores,
                calibrated=calibrated,
                words=each.words,
                find_thresholds=find_thresholds,
            ),
        )
        for each in scored
    ]
    if len(evaluations) == 1:
        return evaluations[0]
    body_id = scored[0].message.id
    body = _choose_worst([each for each in evaluations if each.message.id == body_id])
    titles = [each for each in evaluations if each.message.id != body_id]
    return _join_title(body, titles[0]) if titles else body


def _keep_first_text(message: Message) -> Message:
    """Return a message with its first text alone, as if it was all."""
    if not (message.more_texts or message.title or message.is_cut or message.is_unread):
        return message
    return replace(message, more_texts=(), title=None, is_cut=False, is_unread=False)


def within_budget(message: Message) -> tuple[str, ...]:
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
    reasons = [_unscored_reason(each.verdict) for each in evaluations]
    counted = [each for each in reasons if each not in (Reason.EMPTY, Reason.UNREAD)]
    notes = []
    if len(counted) > 1:
        notes.append(f"the worst of {len(counted)} parts of a long message")
    own = _unscored_reason(worst.verdict)
    notes += [note for reason, note in _NOTES.items() if reason in reasons and reason is not own]
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
    worst = max(body, title, key=_severity)
    offset = len(title.message.text) + 1 if worst is body else 0
    words = tuple(hit.shifted(offset) for hit in worst.verdict.words)
    return Evaluation(post, replace(worst.verdict, words=words))


def _severity(evaluation: Evaluation) -> tuple[Action, float]:
    scores = evaluation.verdict.scores
    highest = -1.0 if isinstance(scores, Unscored) else scores.highest
    return evaluation.verdict.wanted, highest


def _unscored_reason(verdict: Verdict) -> Reason | None:
    return verdict.scores.reason if isinstance(verdict.scores, Unscored) else None


_NOTES = {
    Reason.TOO_LONG: "unscored (too_long): the rest of it was not read",
    Reason.UNREAD: "unscored (unread): a part of it could not be read",
}
"""Notes on a message of which another part was judged."""
