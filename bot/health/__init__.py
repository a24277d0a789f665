"""Health of the bot, for systemd, for Prometheus and for probes on loopback.

`bot.runtime.platform_stats` holds the state, `checks` judges it, `metrics` exports it to Prometheus,
`pages` serves it over HTTP, `systemd` notifies the service manager.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bot.health.checks import HealthChecks
from bot.health.systemd import notify_systemd
from bot.runtime.bus_levels import BusLevels
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.release import Release


@asynccontextmanager
async def watch(
    platforms: Sequence[PlatformStats],
    *,
    release: Release,
    port: int | None,
    bus: BusLevels | None = None,
) -> AsyncIterator[None]:
    """While entered, notify systemd if it started us, and serve the health pages if there is a port.

    `release`: what is loaded. `bus`: the levels of the bus, where there is one.

    Raises:
        SettingsError: another program has the port.
    """
    checks = HealthChecks(platforms)
    async with AsyncExitStack() as stack:
        if port is not None:
            # Here, so that a bot without such pages loads no web server.
            from bot.health.metrics import make_registry  # noqa: PLC0415
            from bot.health.pages import serve_pages  # noqa: PLC0415

            registry = make_registry(checks, release, bus)
            await stack.enter_async_context(serve_pages(checks, registry, release, port=port))
        await stack.enter_async_context(notify_systemd(checks))
        yield
