"""Feedback: what people said of a case, as a row to learn from. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.buttons import Button
from bot.domain.case import Case, Decision
from classifier import Label, Scores, Unscored

RIGHT = frozenset(
    {
        *(Button.DELETE, Button.WARN, Button.TIMEOUT, Button.KICK, Button.BAN),
        Button.UPHOLD,
    }
)
"""Buttons that say that a message was harmful."""

WRONG = frozenset({Button.DISMISS, Button.OVERTURN})
"""Buttons that say that it was not. An undo says that something was too much: neither."""


class Judgement(StrEnum):
    """Judgement of the moderators on a case, in the end."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A case with what people said of it."""

    case: Case
    decisions: Sequence[Decision]
    is_appealed: bool
    is_reported: bool

    @property
    def judgement(self) -> Judgement:
        """The latest decision on the case's own version that says whether it was harmful."""
        for decision in reversed(self.decisions):
            is_of_version = decision.version == self.case.version
            if not is_of_version or decision.outcome is None or not decision.outcome.is_in_force:
                continue
            if decision.button in RIGHT:
                return Judgement.UPHELD
            if decision.button in WRONG:
                return Judgement.DISMISSED
        return Judgement.OPEN

    @property
    def language(self) -> str | None:
        """The language that it was read in; None where the bundle tells none apart."""
        scores = self.case.verdict.scores
        return None if isinstance(scores, Unscored) else scores.language

    @property
    def scores(self) -> Scores | None:
        """The scores; None where there were none."""
        scores = self.case.verdict.scores
        return None if isinstance(scores, Unscored) else scores

    def targets(self) -> Mapping[Label, int]:
        """Return the labels that the judgement speaks of: 1 for harm that is there, 0 for none; {} while open.

        What is upheld has the label that decided; what is dismissed has none of those that were found. The
        others were not asked. A report that nothing else speaks for is about `toxic`.
        """
        found = list(self.case.verdict.harms) or ([Label.TOXIC] if self.is_reported else [])
        match self.judgement:
            case Judgement.UPHELD:
                return dict.fromkeys(found[:1], 1)
            case Judgement.DISMISSED:
                return dict.fromkeys(found, 0)
            case _:
                return {}
