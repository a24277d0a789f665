"""Replay: stored scores are decided on again by another policy, and what changes is counted. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.actions import Action
from bot.domain.message import Message
from bot.domain.policy import Mode, Policy
from bot.domain.statistics import sum_counts
from bot.domain.verdict import Verdict, decide
from bot.domain.word_hits import WordHit
from bot.domain.word_rematch import WordIndex
from classifier import Label, LabelThresholds, Scores, Unscored


@dataclass(frozen=True, slots=True)
class StoredScores:
    """The stored scores of a message, with as much of it as decisions need; `case` is None without one.

    The message's text is "" where it is not kept: a message without a case has none, and an id neither.
    `words`: the own words that were found in it then.
    """

    message: Message
    scores: Scores | Unscored
    case: int | None = None
    words: tuple[WordHit, ...] = ()


Judge: TypeAlias = Callable[[Policy, StoredScores], Verdict]
"""Decides on stored scores by a policy."""


@dataclass(frozen=True, slots=True)
class Change:
    """Stored scores on which two policies decide differently."""

    stored: StoredScores
    before: Verdict
    after: Verdict

    @property
    def actions(self) -> tuple[Action, Action]:
        """The actions before and after: those that are wanted, where a mode of both does nothing."""
        return _compared(self.before, self.after)

    @property
    def label(self) -> Label | None:
        """The label that decides: after, else before; None where no threshold was reached."""
        return next(iter(self.after.harms or self.before.harms), None)

    @property
    def place(self) -> str:
        """The id of the thread or channel."""
        return self.stored.message.thread or self.stored.message.channel


@dataclass(frozen=True, slots=True)
class Replay:
    """The result of a replay: of `messages` decided on again, those that change, the harshest first."""

    messages: int
    cases: int
    changes: tuple[Change, ...]

    def by_actions(self) -> Counter[tuple[Action, Action]]:
        """Count changes by the actions before and after."""
        return sum_counts((each.actions, 1) for each in self.changes)

    def by_label(self) -> Counter[Label | None]:
        """Count changes by the label that decides."""
        return sum_counts((each.label, 1) for each in self.changes)

    def by_place(self) -> Counter[str]:
        """Count changes by thread or channel."""
        return sum_counts((each.place, 1) for each in self.changes)

    def examples(self, most: int) -> list[Change]:
        """Return changes of kept cases, of each pair of actions in turn, at most so many."""
        kept = [each for each in self.changes if each.stored.case is not None]
        pairs = list(dict.fromkeys(each.actions for each in kept))
        by_pair = [[each for each in kept if each.actions == pair] for pair in pairs]
        longest = max(map(len, by_pair), default=0)
        turns = [group[turn] for turn in range(longest) for group in by_pair if turn < len(group)]
        return turns[:most]


@dataclass(slots=True)
class WordCounts:
    """Counts of messages with own words that two policies count otherwise.

    `read`: kept texts in which they were looked for. `without_text`: nothing of what was written is kept.
    `beyond`: more than are read at once.
    """

    read: int = 0
    without_text: int = 0
    beyond: int = 0


def judge_by(calibrated: Mapping[Label, LabelThresholds]) -> Judge:
    """Return the judge that decides as the pipeline does, by a bundle's thresholds, without strikes.

    Of own words, it knows those that were found then, and takes them as a policy does now.
    """
    index = WordIndex()

    def judge(policy: Policy, stored: StoredScores) -> Verdict:
        words = index.rematch(policy, stored.words, stored.message.scopes)
        return decide(
            policy, stored.message, scores=stored.scores, calibrated=calibrated, words=words
        )

    return judge


def replay(
    stored: Iterable[StoredScores], before: Policy, after: Policy, *, judge: Judge
) -> Replay:
    """Decide on stored scores by two policies, and return where they differ.

    Strikes count in neither: the ladder would harden both alike.
    """
    messages = cases = 0
    changes: list[Change] = []
    for each in stored:
        messages += 1
        cases += each.case is not None
        change = Change(each, judge(before, each), judge(after, each))
        was, becomes = change.actions
        if was != becomes:
            changes.append(change)
    return Replay(messages, cases, _sort(changes))


def _sort(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Sort changes, those to the harshest action first, and of these the latest."""
    latest_first = sorted(changes, key=lambda each: each.stored.message.sent_at, reverse=True)
    return tuple(sorted(latest_first, key=lambda each: max(each.actions), reverse=True))


def _compared(before: Verdict, after: Verdict) -> tuple[Action, Action]:
    if before.mode is after.mode is Mode.SHADOW:
        return before.wanted, after.wanted
    return before.action, after.action
