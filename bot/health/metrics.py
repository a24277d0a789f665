"""Metrics for Prometheus. Names end in their unit; no label holds a text, a name or an id."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.domain.case import Case
from bot.domain.verdict import Verdict
from bot.health.checks import HealthChecks
from bot.runtime.bus_levels import BusLevels
from bot.runtime.overflow import Overflow
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.release import Release
from bot.runtime.result import Duplicate, Failed, HandedOn, PipelineResult

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
"""Upper bounds of the histogram's buckets, in seconds."""

_DECISION_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0)
"""The same of decisions, of which 99 % are to take two seconds at most, in a raid too."""

_RESULT_LABELS: Mapping[type, str] = MappingProxyType(
    {
        Case: "case",
        Duplicate: "redelivered",
        Failed: "failed",
        HandedOn: "handed_on",
        Overflow: "overflow",
        Verdict: "verdict",
    }
)
"""The label of each result, which dashboards know; a test compares it with `PipelineResult`."""


_GAUGES: Sequence[tuple[str, str, Callable[[PlatformStats], float]]] = (
    ("parley_connected", "1 while events can come.", lambda stats: stats.is_connected),
    ("parley_waiting_messages", "Come, and not answered yet.", lambda stats: stats.waiting),
    ("parley_oldest_wait_seconds", "Of the first that waits.", lambda stats: stats.oldest_wait),
)
"""Name, description and value of each gauge that every platform has, read when Prometheus asks."""


def make_registry(
    checks: HealthChecks, release: Release, bus: BusLevels | None = None
) -> CollectorRegistry:
    """Create the registry of `/metrics`, which counts from now on.

    It is a registry of our own: the library's global one stays empty.
    """
    disable_created_metrics()  # type: ignore[no-untyped-call]  # dashboards ask for no such series
    registry = CollectorRegistry()
    registry.register(_ReleaseInfo(release))
    ready = Gauge("parley_ready", "1 while it is ready.", registry=registry)
    ready.set_function(lambda: not checks.readiness_problems())
    for name, description, read in _GAUGES:
        gauge = Gauge(name, description, ["platform"], registry=registry)
        for stats in checks.platforms:
            gauge.labels(stats.platform).set_function(partial(read, stats))
    if bus:
        waiting = Gauge("parley_bus_messages", "Published, not judged yet.", registry=registry)
        waiting.set_function(lambda: bus.waiting)
        dead = Gauge("parley_dead_letters", "That three tries could not judge.", registry=registry)
        dead.set_function(lambda: bus.dead)
    registry.register(_HeartbeatAge(checks.platforms))
    registry.register(_Books(checks.platforms))
    _count_results(registry, checks.platforms)
    ProcessCollector(registry=registry)
    return registry


class _ReleaseInfo(Collector):
    """Names of what is loaded, read when Prometheus asks: a reload changes them."""

    def __init__(self, release: Release) -> None:
        self._release = release

    def collect(self) -> Iterator[InfoMetricFamily]:
        """Return the version of the model."""
        yield InfoMetricFamily("parley", "What is running.", value={"model": self._release.model})


class _HeartbeatAge(Collector):
    """Gauge that has no sample for a platform that was never heard; the library's always has one."""

    def __init__(self, platforms: Sequence[PlatformStats]) -> None:
        self._platforms = platforms

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Return the ages as of now."""
        family = GaugeMetricFamily(
            "parley_heartbeat_age_seconds", "Since one was answered.", labels=["platform"]
        )
        for stats in self._platforms:
            if stats.silent_for is not None:
                family.add_metric([stats.platform], stats.silent_for)
        yield family


class _Books(Collector):
    """The books of messages: seen = decided + shed + those that wait to be read again, at every reading."""

    def __init__(self, platforms: Sequence[PlatformStats]) -> None:
        self._platforms = platforms

    def collect(self) -> Iterator[Metric]:
        """Return the counts as of now."""
        by_platform = ["platform"]
        seen = CounterMetricFamily(
            "parley_seen_messages", "However often delivered.", labels=by_platform
        )
        shed = CounterMetricFamily(
            "parley_shed_messages", "Never read again, so not decided on.", labels=by_platform
        )
        waiting = GaugeMetricFamily(
            "parley_unread_messages", "Shed, and to be read again.", labels=by_platform
        )
        decided = CounterMetricFamily(
            "parley_decided_messages", "By scored, unscored, failed.", labels=["platform", "how"]
        )
        missed = CounterMetricFamily(
            "parley_missed_places", "Channels not read to the end.", labels=by_platform
        )
        unknown = CounterMetricFamily(
            "parley_unknown_messages", "Of no known kind, and not read.", labels=by_platform
        )
        for stats in self._platforms:
            books, platform = stats.books, [stats.platform]
            unknown.add_metric(platform, stats.unknown_kinds.total)
            missed.add_metric(platform, stats.missed.count.total())
            seen.add_metric(platform, books.seen)
            shed.add_metric(platform, books.given_up)
            waiting.add_metric(platform, books.waiting)
            for how, number in sorted(books.decided.items()):
                decided.add_metric([stats.platform, how.replace(" ", "_")], number)
        yield from (seen, decided, shed, waiting, missed, unknown)


def _count_results(registry: CollectorRegistry, platforms: Sequence[PlatformStats]) -> None:
    messages = Counter(
        "parley_messages", "Messages answered.", ["platform", "answer"], registry=registry
    )
    cases = Counter(
        "parley_cases", "Cases closed.", ["platform", "action", "result"], registry=registry
    )
    durations = Histogram(
        "parley_message_seconds",
        "From its coming to its answer.",
        ["platform"],
        buckets=_BUCKETS,
        registry=registry,
    )
    decisions = Histogram(
        "parley_decision_seconds",
        "From its coming to the verdict on it.",
        ["platform"],
        buckets=_DECISION_BUCKETS,
        registry=registry,
    )

    def observe(platform: str, result: PipelineResult, seconds: float) -> None:
        messages.labels(platform, _RESULT_LABELS[type(result)]).inc()
        durations.labels(platform).observe(seconds)
        if isinstance(result, Case) and (outcome := result.outcome):
            cases.labels(platform, outcome.action.value, outcome.result.value).inc()

    for stats in platforms:
        durations.labels(stats.platform)  # there from the start, with no observation
        stats.subscribe(partial(observe, stats.platform))
        stats.decision_times.subscribe(decisions.labels(stats.platform).observe)
