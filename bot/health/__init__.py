"""How the bot is: for systemd, for Prometheus, and for whoever asks on loopback.

`bot.runtime.platform_stats` holds what is counted, `rules` judges it, `metrics` writes it down for Prometheus, `pages`
answers who asks, `systemd` tells the service manager.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bot.health.checks import HealthChecks
from bot.health.systemd import notify_systemd
from bot.runtime.platform_stats import PlatformStats


@asynccontextmanager
async def watch(
    progress: Sequence[PlatformStats], *, model: str, port: int | None
) -> AsyncIterator[None]:
    """While entered, systemd is told, if it started us, and with a port the pages are there.

    `model` is the version of what scores.

    Raises:
        SettingsError: another program has the port.
    """
    rules = HealthChecks(progress)
    async with AsyncExitStack() as stack:
        if port is not None:
            # Here, so that a bot without such pages does not carry a web server about.
            from bot.health.metrics import make_registry  # noqa: PLC0415
            from bot.health.pages import open_pages  # noqa: PLC0415

            registry = make_registry(rules, model=model)
            await stack.enter_async_context(open_pages(rules, registry, port=port))
        await stack.enter_async_context(notify_systemd(rules))
        yield
