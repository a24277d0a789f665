"""What the classifier is asked, and what it answers.

>>> Scores.of([0.9, 0.1, 0.2, 0.0, 0.7, 0.0])[Label.INSULT]
0.7
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """A kind of harm, in the order in which the network answers (the Jigsaw competition's)."""

    TOXIC = "toxic"
    SEVERE_TOXIC = "severe_toxic"
    OBSCENE = "obscene"
    THREAT = "threat"
    INSULT = "insult"
    IDENTITY_HATE = "identity_hate"


class Scores(Mapping[Label, float]):
    """A calibrated probability, 0..1, for every label; cannot be changed."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[Label, float]) -> None:
        self._values = {label: float(values[label]) for label in Label}

    @classmethod
    def of(cls, values: Sequence[float]) -> "Scores":
        """Scores from numbers in the order of `Label`."""
        return cls(dict(zip(Label, values, strict=True)))

    def __getitem__(self, label: Label) -> float:
        return self._values[label]

    def __iter__(self) -> Iterator[Label]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return "Scores(" + ", ".join(f"{k}={v:.3f}" for k, v in self._values.items()) + ")"


class Reason(StrEnum):
    """Why a text has no scores."""

    EMPTY = "empty"
    LANGUAGE = "language"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Unscored:
    """A text that the classifier does not judge. Never the same as a low score."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [begin, end) of the raw text that raised a label's score, by `weight` (0..1)."""

    begin: int
    end: int
    label: Label
    weight: float


@dataclass(frozen=True, slots=True)
class LabelThresholds:
    """From which score on a label is worth a person's look (`flag`) or sure enough to `act` on.

    `act` is None where no score was precise enough on rows the network never saw.
    """

    flag: float
    act: float | None
