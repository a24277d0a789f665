"""Tables of sets: labels, thresholds at work, ranking, false alarms."""

from collections.abc import Iterable, Mapping

from classifier.labels import Label
from classifier.tables.table import Json, Table, code, interval, number

_FIGURES = (
    ("ROC AUC", "roc_auc"),
    ("average precision", "average_precision"),
    ("recall at precision .80", "recall_at_precision_80"),
    ("at .95", "recall_at_precision_95"),
    ("Brier", "brier"),
    ("calibration error", "calibration_error"),
)


def describe_sets(metrics: Json) -> list[Table]:
    """All tables of sets."""
    return [
        *_labels(metrics),
        _thresholds(metrics),
        _ranking(metrics),
        _held_out(metrics),
        _false_alarms(metrics),
    ]


def _labels(metrics: Json) -> Iterable[Table]:
    for name, each in metrics["sets"].items():
        if each["mean_auc"] is None:
            continue
        yield Table(
            f"Labels, on {name}",
            f"{each['rows']:,} rows; mean ROC AUC of the six labels **{interval(each['mean_auc'], 4)}**.",
            ["label", "positives", *(title for title, _ in _FIGURES)],
            [
                [
                    code(label),
                    str(result["figures"]["positives"]),
                    *(interval(result["figures"][key]) for _, key in _FIGURES),
                ]
                for label, result in each["labels"].items()
            ],
        )


def _thresholds(metrics: Json) -> Table:
    """The bundle's thresholds on the set of all labels, and that of `toxic` on all others."""
    rows = [
        [code(name), code(label), *_tier(result["flag"]), *_tier(result["act"])]
        for name, each in (metrics["sets"] | metrics.get("held_out", {})).items()
        for label, result in each["labels"].items()
        if each["mean_auc"] is not None or label == Label.TOXIC
    ]
    return Table(
        "Thresholds at work",
        "The thresholds that come with the model: chosen on held-out rows for a precision of .80 (flag) and "
        ".95 (act), at natural shares. What a set calls toxic differs; where little of it is, precision is "
        "lower. In brackets 95 % intervals.",
        ["set", "label", "flag from", "precision", "recall", "act from", "precision", "recall"],
        rows,
    )


def _tier(tier: Json | None) -> list[str]:
    if tier is None:
        return ["never", "", ""]
    shown = number(tier["precision"], 2)
    if tier.get("low") is not None:
        shown += f" ({tier['low']:.2f} to {tier['high']:.2f})"
    return [number(tier["threshold"], 2), shown, number(tier["recall"], 2)]


def _ranking(metrics: Json) -> Table:
    rows = []
    for name, each in metrics["sets"].items():
        if each["mean_auc"] is not None or Label.TOXIC not in each["labels"]:
            continue
        figures = each["labels"][Label.TOXIC]["figures"]
        aucs = [interval(figures[key]) for key in ("roc_auc", "roc_auc_unscored_last")]
        unscored = sum(each["unscored"].values()) / each["rows"]
        recall = interval(each["recall_at_1_false_alarm_in_1000"])
        error = interval(figures["calibration_error"])
        rows.append([code(name), f"{each['rows']:,}", f"{unscored:.1%}", *aucs, recall, error])
    return Table(
        "Other sets",
        "Each with one question of its own, put to the score of `toxic`.",
        [
            "set",
            "rows",
            "unscored",
            "ROC AUC",
            "unscored ranked last",
            "recall at 1 false alarm in 1,000",
            "calibration error",
        ],
        rows,
    )


def _held_out(metrics: Json) -> Table:
    rows = []
    held_out: Mapping[str, Json] = metrics.get("held_out", {})
    for name, each in held_out.items():
        for label, result in each["labels"].items():
            auc = interval(result["figures"]["roc_auc"])
            recall = each["recall_at_1_false_alarm_in_1000"] if label == Label.TOXIC else None
            rows.append([code(name), f"{each['rows']:,}", code(label), auc, interval(recall)])
    note = "Rows of sets that it was trained on, kept from it by their text."
    agreement = metrics.get("agreement")
    if agreement:
        note += (
            f" On {agreement['rows']} rows of `ruddit` the rank correlation (Spearman's) of the score of "
            f"`toxic` with people's degree of offence is {interval(agreement['spearman'])}."
        )
    return Table(
        "Held-out rows",
        note,
        ["set", "rows", "label", "ROC AUC", "recall at 1 false alarm in 1,000"],
        rows,
    )


def _false_alarms(metrics: Json) -> Table:
    pooled = metrics["false_alarms_pooled"]
    every = {**metrics["false_alarms"], "together": pooled} if pooled else {}
    return Table(
        "False alarms",
        "Among messages of benign chats, of 1,000, by any label.",
        ["chat", "messages", "unscored", "flagged", "acted on"],
        [
            [
                name,
                f"{each['rows']:,}",
                f"{sum(each['unscored'].values()):,}",
                number(each["flagged_per_1000"], 1),
                number(each["acted_per_1000"], 1),
            ]
            for name, each in every.items()
        ],
    )
