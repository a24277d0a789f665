"""Exit codes of the command line, and the errors that lead to them."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TypeAlias

import typer

PlatformName: TypeAlias = Literal["discord", "slack", "console"]
"""The name of a platform as an option takes it."""

EX_DIFFERENT = 1
"""Exit code of a comparison that found a difference, as of `diff`."""

EX_USAGE = 2
"""Exit code for input that cannot be read: an argument, a file."""

EX_CONFIG = 78
"""Exit code of sysexits.h for a configuration error: systemd does not start the bot again after it."""

EX_TEMPFAIL = 75
"""Exit code of sysexits.h for a temporary failure: systemd starts the bot again."""


def make_overrides(
    *, policy: str | None = None, database: str | None = None, bus: str | None = None
) -> dict[str, str]:
    """Return options of the command line by the names of the settings in whose place they stand."""
    given = {"PARLEY_POLICY": policy, "PARLEY_DATABASE": database, "PARLEY_BUS": bus}
    return {name: value for name, value in given.items() if value is not None}


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Exit with 78 where a library is missing, and print which extra brings all that is needed."""
    from classifier.extras import explain_missing_module

    try:
        yield
    except ModuleNotFoundError as error:
        if (remedy := explain_missing_module(error, extra=extra)) is None:
            raise
        sys.stderr.write(f"{remedy}\n")
        raise typer.Exit(EX_CONFIG) from error


@contextmanager
def exit_on_errors() -> Iterator[None]:
    """Print an error that the owner can fix to standard error, and exit with its code.

    78 for a configuration error, 75 for one that may pass by itself, 0 for being stopped.
    """
    from bot.bus.errors import BusUnreachableError
    from bot.config.errors import SettingsError
    from bot.store.database.engine import StoreError, StoreUnreachableError
    from classifier import BundleError

    try:
        yield
    except (SettingsError, StoreError, BundleError, BusUnreachableError) as error:
        sys.stderr.write(f"{error}\n")
        may_pass = isinstance(error, StoreUnreachableError | BusUnreachableError)
        raise typer.Exit(EX_TEMPFAIL if may_pass else EX_CONFIG) from error
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise typer.Exit(0) from None
