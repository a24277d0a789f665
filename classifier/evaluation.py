"""What an evaluation says, as types; `figures.as_json` makes `metrics.json` of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from classifier.figures import Estimate, LabelFigures
from classifier.labels import Label, Reason


@dataclass(frozen=True, slots=True)
class TierFigures:
    """What a threshold does on a set, by weight: share of rows at or above it, and how well.

    `precision` is nan where it takes no row.
    """

    threshold: float
    taken: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class LabelResult:
    """A label on a set: figures that need no threshold, and the bundle's thresholds at work."""

    figures: LabelFigures
    flag: TierFigures
    act: TierFigures | None


@dataclass(frozen=True, slots=True)
class SetResult:
    """A set that is not all benign: the labels of which it has positives and negatives.

    `mean_auc` is None unless that is all six. `recall_at_1_false_alarm_in_1000` is the share of
    toxic rows whose score of `toxic` is above all but 1 in 1,000 of the pooled benign chats; None
    without any of either.
    """

    rows: int
    unscored: Mapping[Reason, int]
    mean_auc: Estimate | None
    recall_at_1_false_alarm_in_1000: Estimate | None
    labels: Mapping[Label, LabelResult]


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How many rows of benign chats reach the threshold of any label."""

    rows: int
    unscored: Mapping[Reason, int]
    flagged: int
    acted: int
    flagged_per_1000: float
    acted_per_1000: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of a bundle: `sets` by name, and `false_alarms` of the benign ones by name."""

    version: str
    bootstrap_resamples: int
    sets: Mapping[str, SetResult]
    false_alarms: Mapping[str, FalseAlarms]
    false_alarms_pooled: FalseAlarms | None
