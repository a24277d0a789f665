"""What is known of connections that break, of which a large bot has several."""

from tests.bot.discord.conftest import Ears
from tests.fakes.discord.server import FakeDiscord


async def test_while_one_of_its_connections_is_lost_it_is_not_connected(
    club: FakeDiscord, ears: Ears
) -> None:
    platform, progress = ears.platform, ears.platform._progress
    await club.say("hello")
    await ears.until(1)
    for shard in (0, 1):
        platform.lose(shard)
    told = []
    for shard in (0, 1):
        platform.connect(shard, is_resumed=True)
        told.append(progress.is_connected)
    assert told == [False, True]


async def test_what_a_resumed_session_is_told_of_is_not_read_again(
    club: FakeDiscord, ears: Ears
) -> None:
    platform = ears.platform
    platform.lose(0)
    platform.connect(0, is_resumed=True)
    platform.be_ready()
    await club.say("hello")
    assert await ears.all() == ["hello"]
    platform.lose(0)
    platform.connect(0, is_resumed=False)
    platform.be_ready()
    await ears.until(4)
    assert ears.texts.count("hello") == 2
