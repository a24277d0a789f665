"""What the classifier is to reach, what the best elsewhere reaches, and what it has reached."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from classifier.labels import Label
from classifier.metrics.precision_thresholds import FLAG_PRECISION
from classifier.tables.table import Json

MEASURED_BY = "python -m classifier evaluate"
TIMED_BY = "make bench"
EXPLAINED_BY = "python -m bench.explain"

ReadMetric = Callable[[Json], Json | None]
"""Takes a figure from the JSON it is kept in; None where it was not measured."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure that has a goal: `bound` is the least it should be, or the most.

    `find` looks into `metrics.json` where `command` is `MEASURED_BY`, else into `bench/score.json`,
    with `bench/explain.json` in it as `explain`.
    """

    what: str
    elsewhere: str
    bound: float
    find: ReadMetric
    is_most: bool = False
    digits: int = 3
    unit: str = ""
    command: str = MEASURED_BY

    def is_met(self, value: float) -> bool:
        """Whether a figure reaches the goal."""
        return value <= self.bound if self.is_most else value >= self.bound


def _of(*keys: str) -> ReadMetric:
    """What stands under these keys."""

    def find(figures: Json) -> Json | None:
        place: Any = figures
        for key in keys:
            place = place.get(key) if isinstance(place, dict) else None
        return {"value": place} if isinstance(place, float | int) else place

    return find


def _toxic_auc(place: str, name: str) -> ReadMetric:
    return _of(place, name, "labels", Label.TOXIC, "figures", "roc_auc")


def _milliseconds(costs: Json) -> Json | None:
    seconds = _of("parley", "words_12_p50")(costs)
    return seconds and {"value": 1000 * seconds["value"]}


def _largest_calibration_error(metrics: Json) -> Json | None:
    """That of the worst of six labels, on the set that was judged for all."""
    for each in metrics["sets"].values():
        if each["mean_auc"] is not None:
            errors = [result["figures"]["calibration_error"] for result in each["labels"].values()]
            return dict(max(errors, key=lambda error: float(error["value"])))
    return None


def _precise_elsewhere(metrics: Json) -> Json | None:
    """The share of other sets on which what is flagged as toxic is as precise as it should be."""
    sets = [each for each in metrics["sets"].values() if each["mean_auc"] is None]
    tiers = [each["labels"][Label.TOXIC]["flag"] for each in sets if Label.TOXIC in each["labels"]]
    if not tiers:
        return None
    precise = sum((tier["precision"] or 0.0) >= FLAG_PRECISION for tier in tiers)
    return {"value": precise / len(tiers), "shown": f"{precise} of {len(tiers)} sets"}


GOALS = (
    Goal(
        "Jigsaw, mean ROC AUC of six labels at natural shares",
        "Detoxify (BERT) .9864, bagged RNNs .9871, one LSTM .984",
        0.987,
        _of("sets", "jigsaw_natural", "mean_auc"),
        digits=4,
    ),
    Goal("its one file", "", 30, _of("megabytes"), is_most=True, digits=1, unit=" MB"),
    Goal(
        "recall at 1 false alarm in 1,000, mean over sets",
        "linear model .58, alt-profanity-check .53, Keras LSTM .50",
        0.75,
        _of("recall", "mean"),
    ),
    Goal(
        "ranking of talk pages (`jigsaw_natural`, `toxic`)",
        "Perspective .94, linear model .90, on other talk pages",
        0.94,
        _toxic_auc("sets", "jigsaw_natural"),
    ),
    Goal(
        "ranking of issue comments (`github_incivility`)",
        "Perspective .86, linear model .75",
        0.86,
        _toxic_auc("held_out", "github_incivility"),
    ),
    Goal("ranking of code reviews (`code_review`)", "", 0.86, _toxic_auc("sets", "code_review")),
    Goal(
        "detections kept under disguise, mean over attacks",
        "linear model .70, Keras LSTM .44, alt-profanity-check .34",
        0.95,
        _of("robustness", "flag", "kept"),
    ),
    Goal(
        "benign texts flagged in the same disguises",
        "",
        0.01,
        _of("robustness", "flag", "false_alarms"),
        is_most=True,
        digits=4,
    ),
    Goal(
        "bias, worst BPSN AUC (`bias_madlibs`)",
        "Perspective .94, Keras LSTM .41, linear model .31",
        0.94,
        _of("bias", "bias_madlibs", "worst", "bpsn"),
    ),
    Goal(
        "bias, power mean of BPSN AUCs (`bias_madlibs`)",
        "Perspective .99, Keras LSTM .73, linear model .57",
        0.98,
        _of("bias", "bias_madlibs", "power_mean", "bpsn"),
    ),
    Goal(
        "functions: hate without slurs, by negation, quotation, emoji",
        "linear models .47 to .64, on other suites",
        0.80,
        _of("functions", "auc"),
    ),
    Goal("hate by emoji (`hatemoji_build`)", "", 0.80, _toxic_auc("held_out", "hatemoji_build")),
    Goal("hate written to be missed (`dynahate`)", "", 0.80, _toxic_auc("held_out", "dynahate")),
    Goal(
        "calibration error of the worst label (`jigsaw_natural`)",
        ".01 to .05",
        0.02,
        _largest_calibration_error,
        is_most=True,
        digits=4,
    ),
    Goal(
        f"other sets on which flagging is {FLAG_PRECISION:.0%} precise", "", 1, _precise_elsewhere
    ),
    Goal(
        "one message of 12 words, median",
        "alt-profanity-check 9.7 ms, Keras 100 ms, BERT int8 60 ms",
        0.25,
        _milliseconds,
        is_most=True,
        digits=2,
        unit=" ms",
        command=TIMED_BY,
    ),
    Goal(
        "resident memory",
        "",
        110,
        _of("parley", "resident_end"),
        is_most=True,
        digits=0,
        unit=" MiB",
        command=TIMED_BY,
    ),
    Goal(
        "explanations, character F1 (`toxic_spans`, held out)",
        "on other rows: learned from spans .708, BiLSTM without .558",
        0.60,
        _of("explain", "f1"),
        command=EXPLAINED_BY,
    ),
    Goal(
        "an explanation of 16 words, median",
        "",
        5,
        _of("explain", "milliseconds_16_words"),
        is_most=True,
        digits=1,
        unit=" ms",
        command=EXPLAINED_BY,
    ),
)
"""In the order of the issue that set them."""
