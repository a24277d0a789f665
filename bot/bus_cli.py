"""The command line `parley bus ...`: what waits on the bus, and messages that could not be judged."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Annotated, Any

import typer

from bot.exit_codes import EX_USAGE, exit_on_errors, make_overrides

bus_cli = typer.Typer(
    no_args_is_help=True, help="List and try again what workers on a bus could not judge."
)

_BusUrl = Annotated[
    str | None, typer.Option("--bus", metavar="nats://HOST", help="Instead of PARLEY_BUS.")
]
_Number = Annotated[
    int | None, typer.Argument(metavar="NUMBER", help="As `dead` lists it; without one, all.")
]


@bus_cli.command()
def dead(*, bus: _BusUrl = None) -> None:
    """List messages that three tries could not judge, without what they say; they are kept a week."""
    from bot.administration import bus_commands

    with exit_on_errors():
        for line in asyncio.run(bus_commands.list_dead_letters(_servers(bus))):
            typer.echo(line)


@bus_cli.command()
def retry(number: _Number = None, *, bus: _BusUrl = None) -> None:
    """Have dead letters judged once more."""
    from bot.administration import bus_commands

    _end(bus_commands.retry_letters(_servers(bus), number), number, "to be judged again")


@bus_cli.command()
def drop(number: _Number = None, *, bus: _BusUrl = None) -> None:
    """Delete dead letters."""
    from bot.administration import bus_commands

    _end(bus_commands.drop_letters(_servers(bus), number), number, "deleted")


def _servers(bus: str | None) -> list[str]:
    from bot.config.bus_rules import require_bus
    from bot.config.settings import load_settings

    with exit_on_errors():
        settings, _ = load_settings(make_overrides(bus=bus))
        require_bus(settings.bus_servers)
        return settings.bus_servers


def _end(work: Coroutine[Any, Any, int], number: int | None, done: str) -> None:
    """Do something to dead letters, and say to how many; exit with 2 where there is none of that number."""
    with exit_on_errors():
        count = asyncio.run(work)
    if number is not None and not count:
        sys.stderr.write(f"there is no dead letter {number}: `parley bus dead` lists them\n")
        raise typer.Exit(EX_USAGE)
    typer.echo(f"{count} {done}")
