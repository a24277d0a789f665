"""Tables of training: networks compared, time and memory."""

from collections.abc import Mapping, Sequence

from classifier.labels import Label
from classifier.tables.table import Json, Table


def build_network_table(rows: Sequence[Json]) -> Table:
    """Return the table of the article's networks and ours, from `architectures.json`."""

    def mean(values: Mapping[str, float]) -> str:
        return f"{sum(values.values()) / len(values):.3f}"

    return Table(
        "Networks",
        "Trained on the same rows (`python -m bench.architectures`), all but the last on their labels alone, "
        "with cleaning 1 and, in ours, a mean in the place of attention; the last with cleaning 4, mending, "
        "attention, a teacher, invented sentences and copies.",
        [
            "network",
            "mean AUC",
            *(f"`{label}`" for label in Label),
            "other sets: AUC",
            "recall",
            "MiB",
            "ms a message",
        ],
        [
            [
                row["network"],
                f"{row['mean_auc']:.4f}",
                *(f"{row['auc'][label]:.3f}" for label in Label),
                mean(row["toxic_auc"]),
                mean(row["recall"]),
                f"{row['mebibytes']:.1f}",
                f"{row['milliseconds_12_words']:.2f}",
            ]
            for row in rows
        ],
    )


def build_training_table(training: Json | None) -> Table:
    """Return the table of time and memory, from `training.json`: minutes, peak_mib, machine, command, and minutes by phase."""
    head = ["command", "minutes", "of them", "peak memory", "machine"]
    if not training:
        return Table("Training", "", head)
    return Table(
        "Training",
        "From raw sets to the bundle.",
        head,
        [
            [
                f"`{training['command']}`",
                f"{training['minutes']:,.0f}",
                ", ".join(f"{name} {m:,.1f}" for name, m in training.get("phases", {}).items())
                or "not recorded",
                f"{training['peak_mib']:,.0f} MiB",
                str(training["machine"]),
            ]
        ],
    )
