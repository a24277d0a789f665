"""When the bot counts as stuck, and when as ready."""

from bot.health.checks import MOST_SILENT, MOST_STUCK, HealthChecks
from bot.runtime.platform_stats import PlatformStats
from tests.bot.health.conftest import Clock, begin


async def test_a_message_that_waits_is_no_fault_while_others_are_answered(
    progress: PlatformStats, clock: Clock
) -> None:
    rules = HealthChecks([progress])
    answer_first = await begin(progress)
    clock.now += MOST_STUCK
    await (await begin(progress))()
    clock.now += MOST_STUCK
    assert rules.liveness_problems() == []
    clock.now += 1
    assert rules.liveness_problems() == ["fake: no message was answered for 601 s, and 1 wait"]
    await answer_first()
    assert rules.liveness_problems() == []


async def test_a_bot_that_nobody_writes_to_is_not_stuck(
    progress: PlatformStats, clock: Clock
) -> None:
    clock.now += 10 * MOST_STUCK
    answer = await begin(progress)
    assert HealthChecks([progress]).liveness_problems() == []
    await answer()


def test_a_connection_whose_heartbeats_stay_unanswered_is_a_fault_until_it_is_given_up(
    progress: PlatformStats, clock: Clock
) -> None:
    rules = HealthChecks([progress])
    progress.connected()
    clock.now += 10 * MOST_SILENT
    assert rules.liveness_problems() == []
    progress.heartbeat()
    clock.now += MOST_SILENT + 1
    assert (
        rules.liveness_problems()
        == rules.readiness_problems()
        == ["fake: no heartbeat was answered for 181 s"]
    )
    progress.disconnected()
    assert rules.liveness_problems() == []
    assert rules.readiness_problems() == ["fake: not connected"]
