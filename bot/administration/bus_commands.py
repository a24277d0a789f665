"""`parley bus`: dead letters, listed without what they say, tried again, or deleted."""

from collections.abc import Awaitable, Callable, Sequence

from bot.alerts.alert import count_text
from bot.bus.connection import Bus, open_bus
from bot.bus.dead_letters import DeadLetter, drop, list_dead, retry
from bot.bus.levels import read_levels
from bot.domain.inline import replace_hidden


async def list_dead_letters(servers: Sequence[str]) -> list[str]:
    """Return a line for each dead letter, and one that says how many messages wait."""
    async with open_bus(servers) as bus:
        lines = [_format(letter) async for letter in list_dead(bus)]
        levels = await read_levels(bus)
    waiting = f"{count_text(levels.waiting, 'message')} to be judged"
    return [*lines, f"{count_text(levels.dead, 'dead letter')}, {waiting}"]


async def retry_letters(servers: Sequence[str], number: int | None) -> int:
    """Have dead letters judged again, one or all; return how many."""
    return await _for_each(servers, number, retry)


async def drop_letters(servers: Sequence[str], number: int | None) -> int:
    """Delete dead letters, one or all; return how many."""
    return await _for_each(servers, number, drop)


async def _for_each(
    servers: Sequence[str],
    number: int | None,
    change: Callable[[Bus, DeadLetter], Awaitable[None]],
) -> int:
    async with open_bus(servers) as bus:
        letters = [each async for each in list_dead(bus) if number in (None, each.number)]
        for letter in letters:
            await change(bus, letter)
        return len(letters)


def _format(letter: DeadLetter) -> str:
    at = f"{letter.at:%Y-%m-%d %H:%M} UTC" if letter.at else ""
    where = "cannot be read"
    if message := letter.message:
        where = message.link or str(message.key)
    return replace_hidden(f"{letter.number}  {at}  {where}  {letter.reason}")
