"""Liveness and readiness."""

from bot.health.checks import MAX_SILENT_SECONDS, MAX_STUCK_SECONDS, HealthChecks
from bot.runtime.platform_stats import PlatformStats
from tests.bot.health.conftest import Clock, start_message


async def test_a_message_that_waits_is_no_fault_while_others_are_answered(
    stats: PlatformStats, clock: Clock
) -> None:
    checks = HealthChecks([stats])
    answer_first = await start_message(stats)
    clock.now += MAX_STUCK_SECONDS
    await (await start_message(stats))()
    clock.now += MAX_STUCK_SECONDS
    assert checks.liveness_problems() == []
    clock.now += 1
    assert checks.liveness_problems() == ["fake: no message was answered for 601 s, and 1 wait"]
    await answer_first()
    assert checks.liveness_problems() == []


async def test_a_bot_that_nobody_writes_to_is_not_stuck(stats: PlatformStats, clock: Clock) -> None:
    clock.now += 10 * MAX_STUCK_SECONDS
    answer = await start_message(stats)
    assert HealthChecks([stats]).liveness_problems() == []
    await answer()


def test_a_connection_whose_heartbeats_stay_unanswered_is_a_fault_until_it_is_given_up(
    stats: PlatformStats, clock: Clock
) -> None:
    checks = HealthChecks([stats])
    stats.connected()
    clock.now += 10 * MAX_SILENT_SECONDS
    assert checks.liveness_problems() == []
    stats.heartbeat()
    clock.now += MAX_SILENT_SECONDS + 1
    assert (
        checks.liveness_problems()
        == checks.readiness_problems()
        == ["fake: no heartbeat was answered for 181 s"]
    )
    stats.disconnected()
    assert checks.liveness_problems() == []
    assert checks.readiness_problems() == ["fake: not connected"]
