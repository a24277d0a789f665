"""The figures as Prometheus reads them. Names end in their unit; none holds a text, a name or an id."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.health.checks import HealthChecks
from bot.runtime.platform_stats import BUCKETS, PlatformStats


def make_registry(rules: HealthChecks, *, model: str) -> CollectorRegistry:
    """A registry of our own: the library's global one stays empty."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_BotCollector(rules, model))
    ProcessCollector(registry=registry)
    return registry


class _BotCollector(Collector):
    """Reads the figures when it is asked for them."""

    def __init__(self, rules: HealthChecks, model: str) -> None:
        self._rules = rules
        self._model = model

    def collect(self) -> Iterator[Metric]:
        """Everything, as of now."""
        rules = self._rules
        yield InfoMetricFamily("parley", "What is running.", {"model": self._model})
        yield GaugeMetricFamily(
            "parley_ready", "1 while it is ready.", int(not rules.readiness_problems())
        )
        for name, says, read in _GAUGES:
            yield _gauge(name, says, {one.platform: read(one) for one in rules.progress})
        yield from _counters(rules.progress)


_GAUGES: Sequence[tuple[str, str, Callable[[PlatformStats], float | None]]] = (
    ("parley_connected", "1 while events can come.", lambda one: int(one.is_connected)),
    ("parley_heartbeat_age_seconds", "Since one was answered.", lambda one: one.silent_for),
    ("parley_waiting_messages", "Come, and not answered yet.", lambda one: one.waiting),
    ("parley_oldest_wait_seconds", "Of the first that waits.", lambda one: one.oldest_wait),
)


def _gauge(name: str, says: str, values: Mapping[str, float | None]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=["platform"])
    for platform, value in values.items():
        if value is not None:
            family.add_metric([platform], value)
    return family


def _counters(progress: Sequence[PlatformStats]) -> Iterator[Metric]:
    answers = CounterMetricFamily(
        "parley_messages", "Messages answered.", labels=["platform", "answer"]
    )
    outcomes = CounterMetricFamily(
        "parley_cases", "Cases closed.", labels=["platform", "action", "result"]
    )
    seconds = HistogramMetricFamily(
        "parley_message_seconds", "From its coming to its answer.", labels=["platform"]
    )
    for one in progress:
        for answer, count in one.results.items():
            answers.add_metric([one.platform, answer], count)
        for (action, result), count in one.outcomes.items():
            outcomes.add_metric([one.platform, action, result], count)
        bounds = [*map(str, BUCKETS), "+Inf"]
        buckets = list(zip(bounds, accumulate(one.buckets), strict=True))
        seconds.add_metric([one.platform], buckets, one.seconds)
    yield from (answers, outcomes, seconds)
