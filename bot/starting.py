"""Starting the bot from the command line, with the desk beside it where there is one."""

import asyncio
import signal
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.exit_codes import exit_on_errors
from bot.runtime.loaded_objects import pause_collection
from classifier import keep_large_blocks_apart

if TYPE_CHECKING:
    from bot.app import Plan


def start(
    overrides: Mapping[str, str],
    *,
    platform: str | None = None,
    is_dry_run: bool = False,
    as_json: bool = False,
    has_desk: bool = False,
) -> None:
    """Run the bot until it is stopped; `has_desk`: with its desk, also where no port is set for it."""
    _ignore_hangup()
    _prepare_memory()
    from bot import app
    from bot.health.logging import configure_logging

    with exit_on_errors():
        plan = app.make_plan(overrides, platform=platform, is_dry_run=is_dry_run, as_json=as_json)
        configure_logging(plan.log_level)
        if has_desk or plan.settings.desk_port is not None:
            asyncio.run(_run_with_desk(plan))
        else:
            asyncio.run(app.run(plan))


def start_worker(overrides: Mapping[str, str]) -> None:
    """Run a worker on the bus until it is stopped."""
    _ignore_hangup()
    _prepare_memory()
    from bot import worker
    from bot.health.logging import configure_logging

    with exit_on_errors():
        plan = worker.make_plan(overrides)
        configure_logging(plan.settings.log_level or "info")
        asyncio.run(worker.run(plan))


def _prepare_memory() -> None:
    """Set how memory is kept, before anything is loaded."""
    pause_collection()
    keep_large_blocks_apart()


def _ignore_hangup() -> None:
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until it can reload


async def _run_with_desk(plan: "Plan") -> None:
    from bot.web.desk.setup import DEFAULT_PORT

    port = plan.settings.desk_port or DEFAULT_PORT
    settings = plan.settings.model_copy(update={"desk_port": port})

    from bot import app
    from bot.web.desk.server import serve_desk  # last: what is missing first names the extra

    await app.run(replace(plan, settings=settings), partial(serve_desk, settings))
