"""Evaluation results, as types; `bootstrap.as_json` makes `metrics.json` of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from classifier.evaluation.bias import Bias
from classifier.evaluation.functional import SuiteResult
from classifier.evaluation.held_out import Agreement
from classifier.evaluation.invented_cases import CaseResult
from classifier.evaluation.neutral_frames import FrameResult
from classifier.evaluation.recall import RecallResult
from classifier.evaluation.robustness import RobustnessResult
from classifier.labels import Label, Reason
from classifier.metrics.bootstrap import Estimate, LabelMetrics


@dataclass(frozen=True, slots=True)
class TierMetrics:
    """Metrics of a threshold on a set, by weight; `taken` is the share of rows at or above it.

    `precision`, and its interval from `low` to `high` (95 %, Wilson 1927), are nan where it takes no row.
    """

    threshold: float
    taken: float
    precision: float
    low: float
    high: float
    recall: float


@dataclass(frozen=True, slots=True)
class LabelResult:
    """Result of a label on a set: metrics that need no threshold, and those of the bundle's thresholds."""

    figures: LabelMetrics
    flag: TierMetrics
    act: TierMetrics | None


@dataclass(frozen=True, slots=True)
class SetResult:
    """Result of a set that is not all benign, for the labels of which it has positives and negatives.

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
    """False alarms: the rows of benign chats that reach the threshold of any label."""

    rows: int
    unscored: Mapping[Reason, int]
    flagged: int
    acted: int
    flagged_per_1000: float
    acted_per_1000: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Evaluation of a bundle: all its metrics; None or empty where not measured.

    `sets`, `held_out` and `false_alarms` are by set, `robustness` by threshold, `bias` by set.
    `megabytes` is the size of the network's files.
    """

    version: str
    bootstrap_resamples: int
    megabytes: float | None = None
    sets: Mapping[str, SetResult]
    held_out: Mapping[str, SetResult]
    """Held-out rows of training sets."""
    recall: RecallResult | None
    false_alarms: Mapping[str, FalseAlarms]
    false_alarms_pooled: FalseAlarms | None
    robustness: Mapping[str, RobustnessResult] = field(default_factory=dict)
    bias: Mapping[str, Bias] = field(default_factory=dict)
    functions: SuiteResult | None = None
    agreement: Agreement | None = None
    frames: FrameResult | None = None
    cases: CaseResult | None = None
