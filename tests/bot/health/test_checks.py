"""When the bot counts as stuck, and when as ready."""

from bot.health.checks import MOST_SILENT, MOST_STUCK, Rules
from bot.runtime.platform_stats import Progress
from tests.bot.health.conftest import Clock, begin


async def test_a_message_that_waits_is_no_fault_while_others_are_answered(
    progress: Progress, clock: Clock
) -> None:
    rules = Rules([progress])
    answer_first = await begin(progress)
    clock.now += MOST_STUCK
    await (await begin(progress))()
    clock.now += MOST_STUCK
    assert rules.faults() == []
    clock.now += 1
    assert rules.faults() == ["fake: no message was answered for 601 s, and 1 wait"]
    await answer_first()
    assert rules.faults() == []


async def test_a_bot_that_nobody_writes_to_is_not_stuck(progress: Progress, clock: Clock) -> None:
    clock.now += 10 * MOST_STUCK
    answer = await begin(progress)
    assert Rules([progress]).faults() == []
    await answer()


def test_a_connection_whose_heartbeats_stay_unanswered_is_a_fault_until_it_is_given_up(
    progress: Progress, clock: Clock
) -> None:
    rules = Rules([progress])
    progress.connected()
    clock.now += 10 * MOST_SILENT
    assert rules.faults() == []
    progress.heard()
    clock.now += MOST_SILENT + 1
    assert rules.faults() == rules.hindrances() == ["fake: no heartbeat was answered for 181 s"]
    progress.lost()
    assert rules.faults() == []
    assert rules.hindrances() == ["fake: not connected"]
