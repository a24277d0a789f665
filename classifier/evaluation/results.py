"""What an evaluation says, as types; `figures.as_json` makes `metrics.json` of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from classifier.evaluation.bias import Bias
from classifier.evaluation.functional import Functions
from classifier.evaluation.held_out import Agreement
from classifier.evaluation.recall import Recall
from classifier.evaluation.robustness import Robustness
from classifier.labels import Label, Reason
from classifier.metrics.bootstrap import Estimate, LabelFigures


@dataclass(frozen=True, slots=True)
class TierFigures:
    """What a threshold does on a set, by weight: share of rows at or above it, and how well.

    `precision`, and `low` and `high` about it (95 %, Wilson 1927), are nan where it takes no row.
    """

    threshold: float
    taken: float
    precision: float
    low: float
    high: float
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All figures of a bundle; what is None or empty was not measured.

    `sets`, `held_out` and `false_alarms` are by set, `robustness` by threshold, `bias` by set.
    `megabytes` is the size of the network's file.
    """

    version: str
    bootstrap_resamples: int
    megabytes: float | None = None
    sets: Mapping[str, SetResult]
    held_out: Mapping[str, SetResult]
    """Rows of training sets that the network never learned from."""
    recall: Recall | None
    false_alarms: Mapping[str, FalseAlarms]
    false_alarms_pooled: FalseAlarms | None
    robustness: Mapping[str, Robustness] = field(default_factory=dict)
    bias: Mapping[str, Bias] = field(default_factory=dict)
    functions: Functions | None = None
    agreement: Agreement | None = None
