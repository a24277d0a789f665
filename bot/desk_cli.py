"""The command line `parley desk`: the bot with its desk, and links that sign somebody in."""

import asyncio
from typing import Annotated

import typer

from bot.exit_codes import PlatformName, exit_on_errors, make_overrides
from bot.starting import start

desk_cli = typer.Typer(
    help="Moderate, with the queue, the policy and the reports on the web; or make a link to them."
)

_DatabaseUrl = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="Instead of PARLEY_DATABASE.")
]


@desk_cli.callback(invoke_without_command=True)
def desk(
    context: typer.Context,
    *,
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, help="On this machine; instead of PARLEY_DESK_PORT, else 8090."
        ),
    ] = None,
    platform: Annotated[
        str | None,
        typer.Option(help="Where to moderate. If unset: wherever tokens are, else the console."),
    ] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="FILE", help="Instead of PARLEY_POLICY.")
    ] = None,
    database: _DatabaseUrl = None,
) -> None:
    """Moderate as `run` does, with the desk beside it."""
    if context.invoked_subcommand is not None:
        return
    overrides = make_overrides(policy=policy, database=database)
    if port is not None:
        overrides["PARLEY_DESK_PORT"] = str(port)
    start(overrides, platform=platform, has_desk=True)


@desk_cli.command()
def link(
    *,
    platform: Annotated[
        PlatformName | None,
        typer.Option(help="Of which platform. If unset: the one whose tokens are set."),
    ] = None,
    member: Annotated[
        str, typer.Option(metavar="ID", help="Whom it signs in: your id on the platform.")
    ] = "",
    database: _DatabaseUrl = None,
) -> None:
    """Print a link that signs a moderator in to the desk, once, within 15 minutes."""
    from bot.config.settings import load_settings
    from bot.web.desk.links import make_link

    with exit_on_errors():
        settings, _ = load_settings(make_overrides(database=database))
        typer.echo(asyncio.run(make_link(settings, platform=platform, member=member)))
