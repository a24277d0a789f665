"""Figures of a raid: the books of the bot that was raided, read from its metrics, and their table."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families
from rich.box import SIMPLE_HEAD
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a raid. Times are seconds, memory MiB."""

    sent: int
    seen: int
    decided: int
    shed: int
    overflowed: int
    cases: int
    seconds: float
    processor_seconds: float
    decision_p50: float
    decision_p99: float
    delete_p50: float
    delete_p99: float
    memory_before: float
    memory_peak: float
    rude: int
    still_there: int
    single_deletes: int
    bulk_deletes: int
    alert_messages: int


@dataclass(frozen=True, slots=True)
class Books:
    """The books of a bot, and the cumulative histogram of its decisions."""

    seen: int
    decided: int
    shed: int
    overflowed: int
    cases: int
    durations: Mapping[float, float]

    @property
    def settled(self) -> int:
        """The messages that nothing more becomes of."""
        return self.decided + self.shed


def read_metrics(port: int) -> Books:
    """Return the books of a bot, from its metrics."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        families = list(text_string_to_metric_families(answer.read().decode()))
    samples = [sample for family in families for sample in family.samples]

    def total(name: str, **labels: str) -> int:
        found = (s for s in samples if s.name == name and labels.items() <= s.labels.items())
        return int(sum(sample.value for sample in found))

    return Books(
        seen=total("parley_seen_messages_total"),
        decided=total("parley_decided_messages_total"),
        shed=total("parley_shed_messages_total"),
        overflowed=total("parley_messages_total", answer="overflow"),
        cases=total("parley_cases_total"),
        durations={
            float(sample.labels["le"]): sample.value
            for sample in samples
            if sample.name == "parley_decision_seconds_bucket"
        },
    )


def find_quantile(durations: Mapping[float, float], share: float) -> float:
    """Return the bound of the bucket in which a quantile is: {0.1: 90, 1.0: 100}, 0.5 -> 0.1."""
    total = max(durations.values(), default=0)
    return next((bound for bound, n in sorted(durations.items()) if n >= share * total), 0.0)


def build_table(figures: Mapping[str, Figures]) -> Table:
    """Build a table of the figures of each raid."""
    table = Table("", *figures, box=SIMPLE_HEAD)
    for field in fields(Figures):
        name, values = field.name, [getattr(each, field.name) for each in figures.values()]
        shown = [f"{value:,}" if isinstance(value, int) else f"{value:,.2f}" for value in values]
        table.add_row(name.replace("_", " "), *shown)
    return table
