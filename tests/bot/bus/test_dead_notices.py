"""Dead notices: moderators hear once of what could not be judged, by one of the gateways."""

from bot.bus.connection import Bus
from bot.bus.dead_notices import DeadNotices
from bot.bus.streams import DEAD
from tests.bot.bus.conftest import (
    Line,
    PoisonedScorer,
    until,
)
from tests.fakes.live_platform import LivePlatform
from tests.fakes.running import in_background

POISON = "a poisoned apple"


async def count_untold(bus: Bus) -> int:
    """Return how many dead letters moderators have not heard of."""
    notices = await bus.stream.consumer_info(DEAD, "notices-fake")
    return (notices.num_pending or 0) + (notices.num_ack_pending or 0)


async def test_one_of_two_gateways_tells_moderators_of_what_could_not_be_judged(line: Line) -> None:
    other = LivePlatform()
    line.start_gateway()
    line.start_gateway(other)
    line.start_worker(PoisonedScorer())
    await line.say(POISON, link="https://chat.example/m1")
    await until(lambda: _count_told(line, other), 1)
    (notice,) = [*line.platform.announced, *other.announced]
    assert notice.title == "I could not judge a message"
    assert "https://chat.example/m1" in str(notice.lines)
    assert "apple" not in str(notice)
    await until(lambda: count_untold(line.bus), 0)
    assert await _count_told(line, other) == 1


async def test_what_cannot_be_judged_in_the_next_minutes_is_told_of_later(line: Line) -> None:
    line.start_gateway()
    line.start_worker(PoisonedScorer())
    await line.say(POISON)
    await line.platform.changes.until(lambda: line.platform.announced)
    await line.say(POISON, id="m2")
    await until(lambda: count_untold(line.bus), 1)
    assert len(line.platform.announced) == 1


async def test_a_gateway_that_is_not_connected_for_a_community_leaves_it_to_another(
    line: Line,
) -> None:
    line.start_worker(PoisonedScorer())
    elsewhere = LivePlatform()
    async with in_background(DeadNotices(line.bus, elsewhere, lambda _community: False).run()):
        line.start_gateway()
        await line.say(POISON)
        await line.platform.changes.until(lambda: line.platform.announced)
    assert elsewhere.announced == []


async def _count_told(line: Line, other: LivePlatform) -> int:
    await line.bus.client.flush()
    return len(line.platform.announced) + len(other.announced)
