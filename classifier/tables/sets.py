"""Tables of data sets: labels, thresholds at work, ranking, held-out rows, false alarms."""

from collections.abc import Iterable, Mapping

from classifier.labels import Label
from classifier.tables.table import Json, Table, format_code, format_estimate, format_number

_LABEL_METRICS = (
    ("ROC AUC", "roc_auc"),
    ("average precision", "average_precision"),
    ("recall at precision .80", "recall_at_precision_80"),
    ("at .95", "recall_at_precision_95"),
    ("Brier", "brier"),
    ("calibration error", "calibration_error"),
)


def build_set_tables(metrics: Json) -> list[Table]:
    """Return all tables of data sets."""
    return [
        *_build_label_tables(metrics),
        _build_threshold_table(metrics),
        _build_ranking_table(metrics),
        _build_held_out_table(metrics),
        _build_false_alarm_table(metrics),
    ]


def _build_label_tables(metrics: Json) -> Iterable[Table]:
    for name, each in metrics["sets"].items():
        if each["mean_auc"] is None:
            continue
        yield Table(
            f"Labels, on {name}",
            f"{each['rows']:,} rows; mean ROC AUC of the six labels **{format_estimate(each['mean_auc'], 4)}**.",
            ["label", "positives", *(title for title, _ in _LABEL_METRICS)],
            [
                [
                    format_code(label),
                    str(result["figures"]["positives"]),
                    *(format_estimate(result["figures"][key]) for _, key in _LABEL_METRICS),
                ]
                for label, result in each["labels"].items()
            ],
        )


def _build_threshold_table(metrics: Json) -> Table:
    """Return the table of the bundle's thresholds, all on the set of all labels, that of `toxic` on the others."""
    rows = [
        [
            format_code(name),
            format_code(label),
            *_format_tier(result["flag"]),
            *_format_tier(result["act"]),
        ]
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


def _format_tier(tier: Json | None) -> list[str]:
    if tier is None:
        return ["never", "", ""]
    shown = format_number(tier["precision"], 2)
    if tier.get("low") is not None:
        shown += f" ({tier['low']:.2f} to {tier['high']:.2f})"
    return [format_number(tier["threshold"], 2), shown, format_number(tier["recall"], 2)]


def _build_ranking_table(metrics: Json) -> Table:
    rows = []
    for name, each in metrics["sets"].items():
        if each["mean_auc"] is not None or Label.TOXIC not in each["labels"]:
            continue
        figures = each["labels"][Label.TOXIC]["figures"]
        aucs = [format_estimate(figures[key]) for key in ("roc_auc", "roc_auc_unscored_last")]
        unscored = sum(each["unscored"].values()) / each["rows"]
        recall = format_estimate(each["recall_at_1_false_alarm_in_1000"])
        error = format_estimate(figures["calibration_error"])
        rows.append(
            [format_code(name), f"{each['rows']:,}", f"{unscored:.1%}", *aucs, recall, error]
        )
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


def _build_held_out_table(metrics: Json) -> Table:
    rows = []
    held_out: Mapping[str, Json] = metrics.get("held_out", {})
    for name, each in held_out.items():
        for label, result in each["labels"].items():
            auc = format_estimate(result["figures"]["roc_auc"])
            recall = each["recall_at_1_false_alarm_in_1000"] if label == Label.TOXIC else None
            rows.append(
                [
                    format_code(name),
                    f"{each['rows']:,}",
                    format_code(label),
                    auc,
                    format_estimate(recall),
                ]
            )
    note = "Rows of sets that it was trained on, kept from it by their text."
    agreement = metrics.get("agreement")
    if agreement:
        note += (
            f" On {agreement['rows']} rows of `ruddit` the rank correlation (Spearman's) of the score of "
            f"`toxic` with people's degree of offence is {format_estimate(agreement['spearman'])}."
        )
    return Table(
        "Held-out rows",
        note,
        ["set", "rows", "label", "ROC AUC", "recall at 1 false alarm in 1,000"],
        rows,
    )


def _build_false_alarm_table(metrics: Json) -> Table:
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
                format_number(each["flagged_per_1000"], 1),
                format_number(each["acted_per_1000"], 1),
            ]
            for name, each in every.items()
        ],
    )
