"""The text that Prometheus reads, which dashboards and alerts depend on."""

import asyncio
from typing import get_args

from prometheus_client import generate_latest

from bot.domain.actions import Action, Outcome
from bot.domain.case import Case
from bot.domain.policy import Mode
from bot.domain.verdict import Verdict
from bot.health.checks import HealthChecks
from bot.health.metrics import _RESULT_LABELS, make_registry
from bot.runtime.overflow import Overflow
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.release import Release
from bot.runtime.result import Duplicate, Failed, PipelineResult
from classifier import Reason, Unscored
from tests.bot.health.conftest import Clock, start_message
from tests.fakes.messages import make_message

VERDICT = Verdict(
    Unscored(Reason.EMPTY), (), Mode.ENFORCE, wanted=Action.DELETE, action=Action.DELETE, notes=()
)

EXPECTED = """\
# HELP parley_info What is running.
# TYPE parley_info gauge
parley_info{model="1.2"} 1.0
# HELP parley_ready 1 while it is ready.
# TYPE parley_ready gauge
parley_ready 0.0
# HELP parley_connected 1 while events can come.
# TYPE parley_connected gauge
parley_connected{platform="fake"} 1.0
parley_connected{platform="other"} 0.0
# HELP parley_waiting_messages Come, and not answered yet.
# TYPE parley_waiting_messages gauge
parley_waiting_messages{platform="fake"} 1.0
parley_waiting_messages{platform="other"} 0.0
# HELP parley_oldest_wait_seconds Of the first that waits.
# TYPE parley_oldest_wait_seconds gauge
parley_oldest_wait_seconds{platform="fake"} 2.75
parley_oldest_wait_seconds{platform="other"} 0.0
# HELP parley_heartbeat_age_seconds Since one was answered.
# TYPE parley_heartbeat_age_seconds gauge
parley_heartbeat_age_seconds{platform="fake"} 73.0
# HELP parley_seen_messages_total However often delivered.
# TYPE parley_seen_messages_total counter
parley_seen_messages_total{platform="fake"} 5.0
parley_seen_messages_total{platform="other"} 0.0
# HELP parley_decided_messages_total By scored, unscored, failed.
# TYPE parley_decided_messages_total counter
parley_decided_messages_total{how="failed",platform="fake"} 1.0
parley_decided_messages_total{how="unscored_empty",platform="fake"} 3.0
# HELP parley_shed_messages_total Never read again, so not decided on.
# TYPE parley_shed_messages_total counter
parley_shed_messages_total{platform="fake"} 0.0
parley_shed_messages_total{platform="other"} 0.0
# HELP parley_unread_messages Shed, and to be read again.
# TYPE parley_unread_messages gauge
parley_unread_messages{platform="fake"} 1.0
parley_unread_messages{platform="other"} 0.0
# HELP parley_missed_places_total Channels not read to the end.
# TYPE parley_missed_places_total counter
parley_missed_places_total{platform="fake"} 0.0
parley_missed_places_total{platform="other"} 0.0
# HELP parley_unknown_messages_total Of no known kind, and not read.
# TYPE parley_unknown_messages_total counter
parley_unknown_messages_total{platform="fake"} 0.0
parley_unknown_messages_total{platform="other"} 0.0
# HELP parley_messages_total Messages answered.
# TYPE parley_messages_total counter
parley_messages_total{answer="verdict",platform="fake"} 1.0
parley_messages_total{answer="case",platform="fake"} 2.0
parley_messages_total{answer="redelivered",platform="fake"} 1.0
parley_messages_total{answer="failed",platform="fake"} 1.0
# HELP parley_cases_total Cases closed.
# TYPE parley_cases_total counter
parley_cases_total{action="delete",platform="fake",result="done"} 1.0
parley_cases_total{action="none",platform="fake",result="refused"} 1.0
# HELP parley_message_seconds From its coming to its answer.
# TYPE parley_message_seconds histogram
parley_message_seconds_bucket{le="0.005",platform="fake"} 2.0
parley_message_seconds_bucket{le="0.01",platform="fake"} 2.0
parley_message_seconds_bucket{le="0.025",platform="fake"} 2.0
parley_message_seconds_bucket{le="0.05",platform="fake"} 2.0
parley_message_seconds_bucket{le="0.1",platform="fake"} 2.0
parley_message_seconds_bucket{le="0.25",platform="fake"} 3.0
parley_message_seconds_bucket{le="0.5",platform="fake"} 3.0
parley_message_seconds_bucket{le="1.0",platform="fake"} 3.0
parley_message_seconds_bucket{le="2.5",platform="fake"} 3.0
parley_message_seconds_bucket{le="5.0",platform="fake"} 4.0
parley_message_seconds_bucket{le="10.0",platform="fake"} 4.0
parley_message_seconds_bucket{le="60.0",platform="fake"} 4.0
parley_message_seconds_bucket{le="+Inf",platform="fake"} 5.0
parley_message_seconds_count{platform="fake"} 5.0
parley_message_seconds_sum{platform="fake"} 70.25
parley_message_seconds_bucket{le="0.005",platform="other"} 0.0
parley_message_seconds_bucket{le="0.01",platform="other"} 0.0
parley_message_seconds_bucket{le="0.025",platform="other"} 0.0
parley_message_seconds_bucket{le="0.05",platform="other"} 0.0
parley_message_seconds_bucket{le="0.1",platform="other"} 0.0
parley_message_seconds_bucket{le="0.25",platform="other"} 0.0
parley_message_seconds_bucket{le="0.5",platform="other"} 0.0
parley_message_seconds_bucket{le="1.0",platform="other"} 0.0
parley_message_seconds_bucket{le="2.5",platform="other"} 0.0
parley_message_seconds_bucket{le="5.0",platform="other"} 0.0
parley_message_seconds_bucket{le="10.0",platform="other"} 0.0
parley_message_seconds_bucket{le="60.0",platform="other"} 0.0
parley_message_seconds_bucket{le="+Inf",platform="other"} 0.0
parley_message_seconds_count{platform="other"} 0.0
parley_message_seconds_sum{platform="other"} 0.0
# HELP parley_decision_seconds From its coming to the verdict on it.
# TYPE parley_decision_seconds histogram
parley_decision_seconds_bucket{le="0.005",platform="fake"} 0.0
parley_decision_seconds_bucket{le="0.01",platform="fake"} 0.0
parley_decision_seconds_bucket{le="0.025",platform="fake"} 0.0
parley_decision_seconds_bucket{le="0.05",platform="fake"} 1.0
parley_decision_seconds_bucket{le="0.1",platform="fake"} 1.0
parley_decision_seconds_bucket{le="0.25",platform="fake"} 1.0
parley_decision_seconds_bucket{le="0.5",platform="fake"} 1.0
parley_decision_seconds_bucket{le="1.0",platform="fake"} 1.0
parley_decision_seconds_bucket{le="2.0",platform="fake"} 2.0
parley_decision_seconds_bucket{le="5.0",platform="fake"} 2.0
parley_decision_seconds_bucket{le="10.0",platform="fake"} 2.0
parley_decision_seconds_bucket{le="60.0",platform="fake"} 2.0
parley_decision_seconds_bucket{le="+Inf",platform="fake"} 2.0
parley_decision_seconds_count{platform="fake"} 2.0
parley_decision_seconds_sum{platform="fake"} 1.53
parley_decision_seconds_bucket{le="0.005",platform="other"} 0.0
parley_decision_seconds_bucket{le="0.01",platform="other"} 0.0
parley_decision_seconds_bucket{le="0.025",platform="other"} 0.0
parley_decision_seconds_bucket{le="0.05",platform="other"} 0.0
parley_decision_seconds_bucket{le="0.1",platform="other"} 0.0
parley_decision_seconds_bucket{le="0.25",platform="other"} 0.0
parley_decision_seconds_bucket{le="0.5",platform="other"} 0.0
parley_decision_seconds_bucket{le="1.0",platform="other"} 0.0
parley_decision_seconds_bucket{le="2.0",platform="other"} 0.0
parley_decision_seconds_bucket{le="5.0",platform="other"} 0.0
parley_decision_seconds_bucket{le="10.0",platform="other"} 0.0
parley_decision_seconds_bucket{le="60.0",platform="other"} 0.0
parley_decision_seconds_bucket{le="+Inf",platform="other"} 0.0
parley_decision_seconds_count{platform="other"} 0.0
parley_decision_seconds_sum{platform="other"} 0.0
"""


def test_every_result_of_the_pipeline_has_a_label_of_its_own() -> None:
    assert set(_RESULT_LABELS) == set(get_args(PipelineResult))
    assert len(set(_RESULT_LABELS.values())) == len(_RESULT_LABELS)


async def test_names_labels_and_values_stay_as_dashboards_know_them(
    stats: PlatformStats, clock: Clock
) -> None:
    other = PlatformStats("other", now=clock)
    registry = make_registry(HealthChecks([stats, other]), Release("1.2"))
    stats.connected()
    stats.heartbeat()
    deleted = Case(1, make_message(), VERDICT, Outcome.done(Action.DELETE))
    refused = Case(2, make_message(), VERDICT, Outcome.refused("may not", "let it"))
    results: list[tuple[PipelineResult, float]] = [
        (VERDICT, 0.0),
        (deleted, 0.0),
        (refused, 0.25),
        (Duplicate(), 5.0),
        (Failed(), 65.0),
    ]
    for result, seconds in results:

        async def work(result: PipelineResult = result, seconds: float = seconds) -> PipelineResult:
            clock.now += seconds
            return result

        stats.books.record(make_message(), await stats.track(work()))
    stats.books.record(make_message(id="m2"), Overflow(asyncio.Event().wait))
    for seconds in (0.03, 1.5):
        stats.decision_times.observe(seconds)
    answer = await start_message(stats)
    clock.now += 2.75
    text = generate_latest(registry).decode()
    await answer()
    assert text.partition("# HELP process_")[0] == EXPECTED
