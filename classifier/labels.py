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


_LABELS = tuple(Label)


class Scores(Mapping[Label, float]):
    """Calibrated probabilities, 0..1, of the labels that a text's language has; immutable.

    A label for which there is no data in that language is absent, which is not the same as 0.
    """

    __slots__ = ("_language", "_values")

    def __init__(self, values: Mapping[Label, float], *, language: str | None = None) -> None:
        self._values = {label: float(values[label]) for label in _LABELS if label in values}
        if not self._values:
            raise KeyError(f"scores need a label at least, of {', '.join(Label)}")
        self._language = language

    @classmethod
    def of(cls, values: Sequence[float]) -> "Scores":
        """Return scores from numbers in the order of `Label`."""
        return cls(dict(zip(_LABELS, values, strict=True)))

    @property
    def language(self) -> str | None:
        """Code of the language that the text was read in; None where the bundle tells none apart."""
        return self._language

    @property
    def highest(self) -> float:
        """The highest of the scores."""
        return max(self._values.values())

    def __getitem__(self, label: Label) -> float:
        return self._values[label]

    def __iter__(self) -> Iterator[Label]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        shown = ", ".join(f"{k}={v:.3f}" for k, v in self._values.items())
        return (
            f"Scores({shown})" if self._language is None else f"Scores[{self._language}]({shown})"
        )


class Reason(StrEnum):
    """Reasons why a text has no scores."""

    EMPTY = "empty"
    LANGUAGE = "language"
    TOO_LONG = "too_long"
    UNREAD = "unread"
    """There was more than could be read; the bot says so, never the scorer."""


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
    kind: str | None = None
    """Name of the kind of harm whose phrase these characters are; None where the network found them."""


@dataclass(frozen=True, slots=True)
class LabelThresholds:
    """Scores of a label from which on a person should look (`flag`), or the bot can `act`.

    `act` is None where no score was precise enough on rows the network never saw.
    """

    flag: float
    act: float | None


class Thresholds(Mapping[Label, LabelThresholds]):
    """A bundle's thresholds by label, and those of each language that has its own.

    As a mapping they are those of English, which has every label.
    """

    def __init__(
        self,
        english: Mapping[Label, LabelThresholds],
        by_language: Mapping[str, Mapping[Label, LabelThresholds]] | None = None,
    ) -> None:
        self._english = dict(english)
        self._by_language = dict(by_language or {})

    def in_language(self, language: str | None) -> Mapping[Label, LabelThresholds]:
        """Return the thresholds of the labels that a language has; of one without its own, English's."""
        return self._by_language.get(language or "", self._english)

    def __getitem__(self, label: Label) -> LabelThresholds:
        return self._english[label]

    def __iter__(self) -> Iterator[Label]:
        return iter(self._english)

    def __len__(self) -> int:
        return len(self._english)


def thresholds_of(
    thresholds: Mapping[Label, LabelThresholds], scores: Scores
) -> Mapping[Label, LabelThresholds]:
    """Return the thresholds that hold for some scores: those of their language, where it has its own."""
    return thresholds_in(thresholds, scores.language)


def thresholds_in(
    thresholds: Mapping[Label, LabelThresholds], language: str | None
) -> Mapping[Label, LabelThresholds]:
    """Return the thresholds of a language, None for English; all where none has its own."""
    return thresholds.in_language(language) if isinstance(thresholds, Thresholds) else thresholds
