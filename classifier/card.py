"""The tables of a model card, made from a bundle's own files so that no figure is typed by hand.

README.md   ... <!-- figures --> tables <!-- end of figures --> ...
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from classifier.bundle import BundleError
from classifier.labels import Label

BEGIN, END = "<!-- figures: `python -m classifier card` -->", "<!-- end of figures -->"

Json = Mapping[str, Any]

_FIGURES = (
    ("ROC AUC", "roc_auc"),
    ("average precision", "average_precision"),
    ("recall at precision .80", "recall_at_precision_80"),
    ("at .95", "recall_at_precision_95"),
    ("Brier", "brier"),
    ("calibration error", "calibration_error"),
)


def write_card(bundle: Path) -> None:
    """Put the tables into the bundle's README.md, between its marks.

    Raises:
        BundleError: if a file or a mark is missing.
    """
    file = bundle / "README.md"
    file.write_text(fill(file.read_text("utf-8"), bundle), "utf-8")


def fill(text: str, bundle: Path) -> str:
    """A model card with the tables of a bundle between its marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise BundleError(f"{bundle}: README.md has no place for figures: {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n\n{_tables(bundle)}\n{END}{after}"


def _tables(bundle: Path) -> str:
    metrics, card = _read(bundle / "metrics.json"), _read(bundle / "bundle.json")
    tables = [
        *_whole_sets(metrics, card["thresholds"]),
        "Other sets, each with one question, put to the score of `toxic`:",
        _other_sets(metrics),
        "False alarms among messages of benign chats, of 1,000, by any label:",
        _false_alarms(metrics),
        "Networks, trained on the same rows (`python -m bench.architectures`):",
        _architectures(_read(bundle / "architectures.json")),
    ]
    return "\n".join(f"{table}\n" for table in tables)


def _whole_sets(metrics: Json, thresholds: Json) -> Iterable[str]:
    for name, each in metrics["sets"].items():
        if each["mean_auc"] is None:
            continue
        yield f"`{name}`, {each['rows']:,} rows: mean ROC AUC of the six labels **{_interval(each['mean_auc'])}**."
        labels = {label: each["labels"][label] for label in Label if label in each["labels"]}
        yield _table(
            ["label", "positives", *(title for title, _ in _FIGURES)],
            [_label_row(label, result["figures"]) for label, result in labels.items()],
        )
        yield "The thresholds that come with the model, and what they do on these rows:"
        yield _table(
            ["label", "flag from", "precision", "recall", "act from", "precision", "recall"],
            [
                [
                    f"`{label}`",
                    *_tier(thresholds[label]["flag"], result["flag"]),
                    *_tier(thresholds[label]["act"], result["act"]),
                ]
                for label, result in labels.items()
            ],
        )


def _label_row(label: Label, figures: Json) -> list[str]:
    return [
        f"`{label}`",
        str(figures["positives"]),
        *(_interval(figures[key]) for _, key in _FIGURES),
    ]


def _other_sets(metrics: Json) -> str:
    rows = []
    for name, each in metrics["sets"].items():
        if each["mean_auc"] is None and Label.TOXIC in each["labels"]:
            recall = each["recall_at_1_false_alarm_in_1000"]
            figures = each["labels"][Label.TOXIC]["figures"]
            aucs = [_interval(figures[key]) for key in ("roc_auc", "roc_auc_unscored_last")]
            unscored = sum(each["unscored"].values()) / each["rows"]
            rows.append(
                [
                    f"`{name}`",
                    f"{each['rows']:,}",
                    f"{unscored:.1%}",
                    *aucs,
                    _interval(recall),
                ]
            )
    return _table(
        [
            "set",
            "rows",
            "unscored",
            "ROC AUC",
            "unscored ranked last",
            "recall at 1 false alarm in 1,000",
        ],
        rows,
    )


def _false_alarms(metrics: Json) -> str:
    every = {**metrics["false_alarms"], "together": metrics["false_alarms_pooled"]}
    return _table(
        ["chat", "messages", "flagged", "acted on"],
        [
            [name, f"{each['rows']:,}", f"{each['flagged_per_1000']:.1f}", f"{each['acted_per_1000']:.1f}"]
            for name, each in every.items()
        ],
    )  # fmt: skip


def _architectures(rows: Sequence[Json]) -> str:
    def mean(values: Mapping[str, float]) -> str:
        return f"{sum(values.values()) / len(values):.3f}"

    return _table(
        ["network", "mean AUC", *(f"`{label}`" for label in Label), "other sets: AUC", "recall", "MiB", "ms a message"],
        [
            [row["network"], f"{row['mean_auc']:.4f}", *(f"{row['auc'][label]:.3f}" for label in Label),
             mean(row["toxic_auc"]), mean(row["recall"]), f"{row['mebibytes']:.1f}",
             f"{row['milliseconds_12_words']:.2f}"]
            for row in rows
        ],
    )  # fmt: skip


def _tier(threshold: float | None, tier: Json | None) -> list[str]:
    if threshold is None or tier is None:
        return ["never", "", ""]
    return [f"{threshold:.2f}", _number(tier["precision"]), _number(tier["recall"])]


def _interval(estimate: Json | None) -> str:
    """Give a figure with its 95 % bootstrap interval: "0.9880 (0.985 to 0.990)"."""
    if estimate is None or estimate["value"] is None:
        return "-"
    value, low, high = (estimate[key] for key in ("value", "low", "high"))
    return f"{value:.4f} ({_number(low)} to {_number(high)})"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BundleError(f"{file}: cannot be read ({error})") from error
