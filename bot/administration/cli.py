"""The command lines `parley policy ...`: each command imports what it needs itself."""

from pathlib import Path
from typing import Annotated

import typer

from bot.exit_codes import EX_DIFFERENT, exit_on_errors, make_overrides

policy_cli = typer.Typer(no_args_is_help=True, help="Check, show, compare and export policies.")

_Platform = Annotated[str, typer.Option(help="discord, slack or console.")]
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
