"""The command lines `parley policy ...` and `parley db ...`: each command imports what it needs itself."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.exit_codes import EX_DIFFERENT, PlatformName, exit_on_errors, make_overrides

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

policy_cli = typer.Typer(no_args_is_help=True, help="Check, show, compare and export policies.")

db_cli = typer.Typer(
    no_args_is_help=True, help="Upgrade, back up, restore, copy and check the database."
)

_Platform = Annotated[PlatformName, typer.Option(help="Of which platform.")]
_DatabaseUrl = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="Instead of PARLEY_DATABASE.")
]


@policy_cli.command()
def check(
    file: Annotated[Path, typer.Argument(help="A policy file.")] = Path("policy.toml"),
) -> None:
    """Check a policy file as a start would; each fault with what is allowed."""
    from bot.administration import policy_commands
    from bot.config.settings import load_settings

    with exit_on_errors():
        settings, _ = load_settings(make_overrides(policy=str(file)))
        policy_commands.check(file, settings)


@policy_cli.command()
def show(
    scopes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="A thread, channel, category, and last the server or workspace."
        ),
    ] = None,
    *,
    platform: _Platform = "discord",
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="FILE", help="Instead of PARLEY_POLICY.")
    ] = None,
    database: _DatabaseUrl = None,
) -> None:
    """Show what holds in a place, and why: the file, what was set with /toxicity, the model's own."""
    from bot.administration import policy_commands
    from bot.config.settings import load_settings

    with exit_on_errors():
        settings, loaded = load_settings(make_overrides(policy=policy, database=database))
        policy_commands.show(settings, loaded, platform=platform, scopes=scopes or [])


@policy_cli.command()
def diff(
    before: Annotated[Path, typer.Argument(help="A policy file.")],
    after: Annotated[Path, typer.Argument(help="Another.")],
) -> None:
    """Show what the second file says differently; exit code 1 if anything is."""
    from bot.administration import policy_commands

    with exit_on_errors():
        is_different = policy_commands.diff(before, after)
    if is_different:
        raise typer.Exit(EX_DIFFERENT)


@policy_cli.command()
def export(
    community: Annotated[
        str, typer.Argument(metavar="ID", help="The id of the server or workspace.")
    ],
    *,
    platform: _Platform = "discord",
    database: _DatabaseUrl = None,
) -> None:
    """Print what moderators set with /toxicity as lines for policy.toml."""
    from bot.administration import policy_commands
    from bot.config.settings import load_settings

    with exit_on_errors():
        settings, _ = load_settings(make_overrides(database=database))
        policy_commands.export(settings, platform=platform, community=community)


@db_cli.command()
def upgrade(*, database: _DatabaseUrl = None) -> None:
    """Bring the tables up to date, as each start does."""
    from bot.administration import database_commands

    with exit_on_errors():
        asyncio.run(database_commands.upgrade(_choose_database(database)))


@db_cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file: a SQLite database of its own.")],
    *,
    database: _DatabaseUrl = None,
) -> None:
    """Copy the database into a file, while the bot runs."""
    from bot.administration import database_commands

    with exit_on_errors():
        database_commands.back_up(_choose_database(database), file)


@db_cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` made.")],
    *,
    database: _DatabaseUrl = None,
) -> None:
    """Copy a backup into an empty database, with the bot stopped."""
    from bot.administration import database_commands

    with exit_on_errors():
        database_commands.restore(file, _choose_database(database))


@db_cli.command()
def copy(
    target: Annotated[
        str,
        typer.Argument(
            metavar="URL", help="An empty database, such as postgresql://USER@HOST/NAME."
        ),
    ],
    *,
    database: _DatabaseUrl = None,
) -> None:
    """Copy everything into another, empty database: from SQLite to PostgreSQL, or back."""
    from bot.administration import database_commands
    from bot.config.database_url import parse_url

    with exit_on_errors():
        source = _choose_database(database)
        try:
            url = parse_url(target)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="URL") from error
        asyncio.run(database_commands.copy(source, url))


@db_cli.command("check")
def check_database(*, database: _DatabaseUrl = None) -> None:
    """Check that the database is whole, and count its rows."""
    from bot.administration import database_commands

    with exit_on_errors():
        asyncio.run(database_commands.check(_choose_database(database)))


def _choose_database(named: str | None) -> "URL":
    from bot.config.database_url import parse_url
    from bot.config.settings import load_settings

    settings, _ = load_settings(make_overrides(database=named))
    return parse_url(settings.database)
