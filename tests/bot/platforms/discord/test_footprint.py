"""A bot keeps no more after many messages than after some, but for caches, which have a bound."""

from functools import partial

from tests.bot.platforms.discord.conftest import MESSAGE, StartBot
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.footprint import measure_footprint

_RUDE, _CIVIL = 8, 24
"""Messages of a round."""

_ROUNDS = 4
"""Rounds before the first measurement, so that the cases fill the message that gathers them, and between the two."""


async def test_what_the_bot_keeps_does_not_grow_with_the_messages(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    bot = await start_bot()
    for round_number in range(_ROUNDS):
        await say_many(club, round_number)
    first = measure_footprint()
    for round_number in range(_ROUNDS, 2 * _ROUNDS):
        await say_many(club, round_number)
    last = measure_footprint()
    few = _ROUNDS * _RUDE // 4  # a client opens as many connections as it once has requests to make
    assert last.tasks - first.tasks < few
    assert last.threads - first.threads < few
    assert last.descriptors - first.descriptors < few
    assert last.sockets - first.sockets < few
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
        case = round_number * _RUDE + number
        await club.say("you buffoon")
        await club.request("DELETE", MESSAGE, number=case)
        # Each by itself: of many at once only some are shown, and the others later.
        await club.until(partial(is_shown, club, case))


def is_shown(club: FakeDiscord, case: int) -> bool:
    shown = str(club.shown(club.world.moderators))
    return (
        f"Case {case}:" in shown or f"**{case}** " in shown
    )  # alone, or with others of its channel
