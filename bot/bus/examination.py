"""Examination of the bus for `doctor`: its server, whether somebody works, and what could not be judged."""

from collections.abc import Sequence

from bot.alerts.alert import count_text
from bot.bus.connection import Bus, open_bus
from bot.bus.errors import BusUnreachableError
from bot.bus.levels import read_levels
from bot.bus.streams import MESSAGES
from bot.config.errors import SettingsError
from bot.platforms.check_result import CheckResult


async def examine(servers: Sequence[str]) -> list[CheckResult]:
    """Examine a bus; what only a person can mend is not good."""
    try:
        async with open_bus(servers) as bus:
            return await _examine(bus)
    except (BusUnreachableError, SettingsError) as error:
        return [CheckResult("bus", is_ok=False, detail=str(error))]


async def _examine(bus: Bus) -> list[CheckResult]:
    levels = await read_levels(bus)
    waiting = f"{count_text(levels.waiting, 'message')} to be judged"
    results = [CheckResult("bus", is_ok=True, detail=f"answers, {waiting}")]
    if not await _has_workers(bus):
        detail = "no worker asks for messages: start `parley worker`"
        results.append(CheckResult("bus", is_ok=False, detail=detail, is_fatal=False))
    if levels.dead:
        detail = f"{count_text(levels.dead, 'message')} could not be judged: `parley bus dead` lists them"
        results.append(CheckResult("bus", is_ok=False, detail=detail, is_fatal=False))
    return results


async def _has_workers(bus: Bus) -> bool:
    """Return whether a worker waits for messages, or has some."""
    consumers = await bus.stream.consumers_info(MESSAGES)
    return any(each.num_waiting or each.num_ack_pending for each in consumers)
