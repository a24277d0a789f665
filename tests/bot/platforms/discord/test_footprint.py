"""A bot keeps no more after many messages than after some, but for caches, which have a bound."""

from tests.bot.platforms.discord.conftest import MESSAGE, StartBot
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.footprint import measure_footprint

_RUDE, _CIVIL = 8, 24
"""Messages between two measurements."""


async def test_what_the_bot_keeps_does_not_grow_with_the_messages(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    bot = await start_bot()
    await say_many(club, 1)
    first = measure_footprint()
    for round_number in (2, 3, 4):
        await say_many(club, round_number)
    last = measure_footprint()
    assert (last.threads, last.descriptors, last.sockets) == (
        first.threads,
        first.descriptors,
        first.sockets,
    )
    assert last.tasks <= first.tasks
    grown = {
        name: (first.containers.get(name, 0), size)
        for name, size in last.containers.items()
        if name.startswith("bot.") and size > first.containers.get(name, 0)
    }
    assert grown == {}
    assert sum(last.caches.values()) > sum(first.caches.values())  # growth would be seen
    assert not bot.task.done()


async def say_many(club: FakeDiscord, round_number: int) -> None:
    """Have messages written, one after the other, until the bot has done all that is to be done about them."""
    for number in range(_CIVIL):
        await club.say(f"good morning {round_number} {number}")
    for number in range(1, _RUDE + 1):
        await club.say("you buffoon")
        await club.request("DELETE", MESSAGE, number=(round_number - 1) * _RUDE + number)
    await club.until(
        lambda: f"Case {round_number * _RUDE}" in str(club.shown(club.world.moderators))
    )
