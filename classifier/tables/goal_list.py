"""Goals of the classifier: bounds on its metrics, and the best that is known elsewhere."""

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
"""Reader of a metric from its JSON; None where it was not measured."""


@dataclass(frozen=True, slots=True)
class Goal:
    """Goal for one metric: `bound` is the least that it should be, or the most.

    `read` takes `metrics.json` where `command` is `MEASURED_BY`, else `bench/score.json`, with
    `bench/explain.json` in it as `explain`.
    """

    metric: str
    best_elsewhere: str
    bound: float
    read: ReadMetric
    is_upper_bound: bool = False
    digits: int = 3
    unit: str = ""
    command: str = MEASURED_BY

    def is_met(self, value: float) -> bool:
        """Tell whether a value reaches the goal."""
        return value <= self.bound if self.is_upper_bound else value >= self.bound


def _read_key(*keys: str) -> ReadMetric:
    """Return a reader of the value under these keys."""

    def read(metrics: Json) -> Json | None:
        value: Any = metrics
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return {"value": value} if isinstance(value, float | int) else value

    return read


def _read_toxic_auc(group: str, name: str) -> ReadMetric:
    return _read_key(group, name, "labels", Label.TOXIC, "figures", "roc_auc")


def _read_milliseconds(costs: Json) -> Json | None:
    seconds = _read_key("parley", "words_12_p50")(costs)
    return seconds and {"value": 1000 * seconds["value"]}


def _find_largest_calibration_error(metrics: Json) -> Json | None:
    """Return the calibration error of the worst of six labels, on the set that is labelled for all."""
    for each in metrics["sets"].values():
        if each["mean_auc"] is not None:
            errors = [result["figures"]["calibration_error"] for result in each["labels"].values()]
            return dict(max(errors, key=lambda error: float(error["value"])))
    return None


def _count_precise_sets(metrics: Json) -> Json | None:
    """Return the share of the other sets on which flagging is as precise as it should be."""
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
        _read_key("sets", "jigsaw_natural", "mean_auc"),
        digits=4,
    ),
    Goal(
        "the network's files",
        "",
        30,
        _read_key("megabytes"),
        is_upper_bound=True,
        digits=1,
        unit=" MB",
    ),
    Goal(
        "recall at 1 false alarm in 1,000, mean over sets",
        "linear model .58, alt-profanity-check .53, Keras LSTM .50",
        0.70,
        _read_key("recall", "mean"),
    ),
    Goal(
        "ranking of talk pages (`jigsaw_natural`, `toxic`)",
        "Perspective .94, linear model .90, on other talk pages",
        0.975,
        _read_toxic_auc("sets", "jigsaw_natural"),
    ),
    Goal(
        "ranking of issue comments (`github_incivility`)",
        "Perspective .86, linear model .75",
        0.86,
        _read_toxic_auc("held_out", "github_incivility"),
    ),
    Goal(
        "ranking of code reviews (`code_review`)", "", 0.86, _read_toxic_auc("sets", "code_review")
    ),
    Goal(
        "ranking of game chat, World of Tanks (`gametox`)",
        "",
        0.90,
        _read_toxic_auc("sets", "gametox"),
    ),
    Goal(
        "ranking of game chat, Dota 2 (`conda_dota2`)",
        "",
        0.96,
        _read_toxic_auc("sets", "conda_dota2"),
    ),
    Goal(
        "detections kept under disguise, mean over attacks",
        "linear model .70, Keras LSTM .44, alt-profanity-check .34",
        0.97,
        _read_key("robustness", "flag", "kept"),
    ),
    Goal(
        "benign texts flagged in the same disguises",
        "",
        0.007,
        _read_key("robustness", "flag", "false_alarms"),
        is_upper_bound=True,
        digits=4,
    ),
    Goal(
        "bias, worst BPSN AUC (`bias_madlibs`)",
        "Perspective .94, Keras LSTM .41, linear model .31",
        0.94,
        _read_key("bias", "bias_madlibs", "worst", "bpsn"),
    ),
    Goal(
        "bias, power mean of BPSN AUCs (`bias_madlibs`)",
        "Perspective .99, Keras LSTM .73, linear model .57",
        0.98,
        _read_key("bias", "bias_madlibs", "power_mean", "bpsn"),
    ),
    Goal(
        "neutral frames about groups, flagged",
        "",
        0.05,
        _read_key("frames", "flagged"),
        is_upper_bound=True,
    ),
    Goal(
        "invented cases: benign flagged",
        "",
        0.06,
        _read_key("cases", "benign_flagged"),
        is_upper_bound=True,
    ),
    Goal(
        "invented cases: benign acted on",
        "",
        0.005,
        _read_key("cases", "benign_acted"),
        is_upper_bound=True,
    ),
    Goal(
        "invented cases: toxic missed",
        "",
        0.25,
        _read_key("cases", "toxic_missed"),
        is_upper_bound=True,
    ),
    Goal(
        "functions: hate without slurs, by negation, quotation, emoji",
        "linear models .47 to .64, on other suites",
        0.80,
        _read_key("functions", "auc"),
    ),
    Goal(
        "hate by emoji (`hatemoji_build`)", "", 0.85, _read_toxic_auc("held_out", "hatemoji_build")
    ),
    Goal(
        "hate written to be missed (`dynahate`)", "", 0.80, _read_toxic_auc("held_out", "dynahate")
    ),
    Goal(
        "calibration error of the worst label (`jigsaw_natural`)",
        ".01 to .05",
        0.02,
        _find_largest_calibration_error,
        is_upper_bound=True,
        digits=4,
    ),
    Goal(
        f"other sets on which flagging is {FLAG_PRECISION:.0%} precise", "", 1, _count_precise_sets
    ),
    Goal(
        "one message of 12 words, median",
        "alt-profanity-check 9.7 ms, Keras 100 ms, BERT int8 60 ms",
        0.25,
        _read_milliseconds,
        is_upper_bound=True,
        digits=2,
        unit=" ms",
        command=TIMED_BY,
    ),
    Goal(
        "resident memory",
        "",
        110,
        _read_key("parley", "resident_end"),
        is_upper_bound=True,
        digits=0,
        unit=" MiB",
        command=TIMED_BY,
    ),
    Goal(
        "explanations, character F1 (`toxic_spans`, held out)",
        "on other rows: learned from spans .708, BiLSTM without .558",
        0.60,
        _read_key("explain", "f1"),
        command=EXPLAINED_BY,
    ),
    Goal(
        "an explanation of 16 words, median",
        "",
        5,
        _read_key("explain", "milliseconds_16_words"),
        is_upper_bound=True,
        digits=1,
        unit=" ms",
        command=EXPLAINED_BY,
    ),
)
"""Goals in the order in which they were set."""
