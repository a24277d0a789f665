"""The raid of the benchmark, in a short form: what became of each message, not how fast."""

from bench.raid import Raid, measure
from bench.raid_figures import find_quantile


async def test_every_message_of_a_raid_is_decided_on_and_counted() -> None:
    raid = await measure(Raid(messages=1_200, texts=200, rate=10_000), variant="with-stand-in")
    assert (raid.sent, raid.seen, raid.decided, raid.shed) == (1_201, 1_201, 1_201, 0)
    assert (raid.rude, raid.still_there) == (12, 0)
    assert raid.single_deletes + raid.bulk_deletes <= raid.cases
    assert raid.alert_messages <= raid.cases


def test_a_quantile_is_the_bound_of_its_bucket() -> None:
    durations = {0.1: 90.0, 1.0: 99.0, 10.0: 100.0}
    assert [find_quantile(durations, share) for share in (0.5, 0.99, 1.0)] == [0.1, 1.0, 10.0]
    assert find_quantile({}, 0.5) == 0.0
