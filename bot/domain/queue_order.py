"""Order of the review queue: oldest first, and the worse a case, the older it counts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.actions import Action
from bot.domain.message import Message
from bot.domain.verdict import Tier, Verdict
from classifier import Label, Unscored

_SURE = timedelta(hours=24)
"""Head start of a case that reached a threshold of the tier ACT."""

_SCORE = timedelta(hours=6)
"""Head start of the score 1.0; a lower one has its share of that."""

_EACH_MORE_LABEL = timedelta(hours=1)

_LABELS: Mapping[Label, timedelta] = {
    Label.THREAT: timedelta(hours=24),
    Label.IDENTITY_HATE: timedelta(hours=12),
    Label.SEVERE_TOXIC: timedelta(hours=6),
    Label.INSULT: timedelta(),
    Label.OBSCENE: timedelta(),
    Label.TOXIC: timedelta(),
}
"""Head starts of the labels that are worst to leave standing."""

MOST_HEAD_START = _SURE + max(_LABELS.values()) + _SCORE + (len(Label) - 1) * _EACH_MORE_LABEL
"""Time by which a case counts as older than it is, at most."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """A selection of open cases: by label, channel or thread, and author; None leaves one out.

    `sent_in`: from one time to another. `only_in` are the channels that whoever asks may see, None for all but those of `not_in`.
    """

    label: Label | None = None
    channel: str | None = None
    author: str | None = None
    sent_in: tuple[datetime, datetime] | None = None
    only_in: frozenset[str] | None = None
    not_in: frozenset[str] = field(default=frozenset())


def queue_time(message: Message, verdict: Verdict) -> datetime:
    """Return the time by which a case is sorted: when it was written, less its head start."""
    return message.sent_at - head_start(verdict)


def head_start(verdict: Verdict) -> timedelta:
    """Return by how much older a case counts than it is: a threat of the tier ACT by about two days."""
    harms = verdict.harms
    if not harms:
        return _SURE if verdict.wanted > Action.FLAG else timedelta()
    crossed, scores = verdict.crossed, verdict.scores
    is_sure = any(each.tier is Tier.ACT for each in crossed) or any(
        hit.action > Action.FLAG for hit in verdict.words
    )
    worst = max(_LABELS[label] for label in harms)
    highest = (
        0.0
        if isinstance(scores, Unscored)
        else max((scores[t.label] for t in crossed), default=0.0)
    )
    more = (len(harms) - 1) * _EACH_MORE_LABEL
    return (_SURE if is_sure else timedelta()) + worst + highest * _SCORE + more
