"""The command lines `parley feedback ...` and `parley suggest ...`: each imports what it needs itself."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.exit_codes import EX_USAGE, PlatformName, exit_on_errors, make_overrides

feedback_cli = typer.Typer(
    no_args_is_help=True, help="Export what moderators decided, to learn from."
)

suggest_cli = typer.Typer(no_args_is_help=True, help="Suggest settings by what moderators decided.")

_DatabaseUrl = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="Instead of PARLEY_DATABASE.")
]
_PolicyFile = Annotated[
    str | None, typer.Option("--policy", metavar="FILE", help="Instead of PARLEY_POLICY.")
]


@feedback_cli.command()
def export(
    file: Annotated[
        Path, typer.Argument(help="A file to write: feedback.csv, or one that ends in .jsonl.")
    ] = Path("feedback.csv"),
    *,
    platform: Annotated[PlatformName | None, typer.Option(help="Of this platform only.")] = None,
    community: Annotated[
        str | None, typer.Option(metavar="ID", help="One server or workspace only.")
    ] = None,
    policy: _PolicyFile = None,
    database: _DatabaseUrl = None,
) -> None:
    """Write dismissed, upheld, appealed and reported cases as rows that `classifier train` reads."""
    from bot.administration import feedback_export
    from bot.config.settings import load_settings
    from bot.domain.policy import Policy

    with exit_on_errors():
        settings, loaded = load_settings(make_overrides(policy=policy, database=database))
        rules = (loaded or Policy()).feedback
        try:
            done = asyncio.run(
                feedback_export.export(
                    settings,
                    file,
                    with_texts=rules.texts,
                    platform=platform,
                    community=community,
                )
            )
        except OSError as error:
            sys.stderr.write(f"{file}: {error.strerror}\n")
            raise typer.Exit(EX_USAGE) from error
    typer.echo(
        f"{file}: {done.rows:,} cases, {done.upheld:,} upheld, {done.dismissed:,} dismissed, "
        f"{done.open:,} not decided; {done.with_text:,} with their text"
    )
    if not rules.texts:
        typer.echo("without texts: [feedback] in the policy has texts = false")


@suggest_cli.command()
def thresholds(
    *,
    community: Annotated[
        str, typer.Option(metavar="ID", help="The id of the server or workspace.")
    ],
    platform: Annotated[PlatformName, typer.Option(help="Of which platform.")] = "discord",
    days: Annotated[int, typer.Option(min=1, max=365, help="How far back.")] = 90,
    policy: _PolicyFile = None,
    database: _DatabaseUrl = None,
) -> None:
    """Suggest thresholds with fewer wrong alarms, by your own decisions; nothing is changed."""
    from bot.administration import threshold_suggestions
    from bot.config.settings import load_settings

    with exit_on_errors():
        settings, loaded = load_settings(make_overrides(policy=policy, database=database))
        asyncio.run(
            threshold_suggestions.run(
                settings, loaded, platform=platform, community=community, days=days
            )
        )


@suggest_cli.callback()
def prepare() -> None:
    """Have `thresholds` be a command of its own, though it is the only one."""


@feedback_cli.callback()
def prepare_feedback() -> None:
    """Have `export` be a command of its own, though it is the only one."""
