"""Labels, scores, thresholds and spans: the types of what the classifier answers. No numpy.

>>> Scores.of([0.9, 0.1, 0.2, 0.0, 0.7, 0.0])[Label.INSULT]
0.7
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """Kinds of harm, in the order of the network's outputs (the Jigsaw competition's)."""

    TOXIC = "toxic"
    SEVERE_TOXIC = "severe_toxic"
    OBSCENE = "obscene"
    THREAT = "threat"
    INSULT = "insult"
    IDENTITY_HATE = "identity_hate"


class Scores(Mapping[Label, float]):
    """Calibrated probabilities, 0..1, of every label; immutable."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[Label, float]) -> None:
        self._values = {label: float(values[label]) for label in Label}

    @classmethod
    def of(cls, values: Sequence[float]) -> "Scores":
        """Return scores from numbers in the order of `Label`."""
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
    """Reasons why a text has no scores."""

    EMPTY = "empty"
    LANGUAGE = "language"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Unscored:
    """The answer to a text that cannot be scored. Never the same as a low score."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [begin, end), one at least, of the raw text that raised a label's score, by `weight` (0..1)."""

    begin: int
    end: int
    label: Label
    weight: float


@dataclass(frozen=True, slots=True)
class LabelThresholds:
    """Scores of a label from which on a person should look (`flag`), or the bot can `act`.

    `act` is None where no score was precise enough on rows the network never saw.
    """

    flag: float
    act: float | None
