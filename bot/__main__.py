"""The command line: `python -m bot run`, `python -m bot web` and `python -m bot doctor`."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

EX_USAGE = 2
"""What cannot be read as what it should be: an argument, a file."""

EX_CONFIG = 78
"""What sysexits.h calls a configuration error: systemd is told not to start us again after it."""

EX_TEMPFAIL = 75
"""What it calls a failure that may pass: systemd starts us again."""

cli = typer.Typer(
    help="Parley: a moderation bot that scores every message on the machine it runs on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_PolicyFile = Annotated[
    str | None, typer.Option("--policy", metavar="FILE", help="Instead of PARLEY_POLICY.")
]
_DatabaseUrl = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="Instead of PARLEY_DATABASE.")
]


# What a command needs is imported inside it: --help answers at once, and no mistake in the settings
# can stand in its way.


@cli.command()
def run(
    *,
    platform: Annotated[
        str | None,
        typer.Option(help="Where to moderate. If unset: wherever tokens are, else the console."),
    ] = None,
    policy: _PolicyFile = None,
    database: _DatabaseUrl = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do all but the acting.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="On the console: one JSON object a message.")
    ] = False,
) -> None:
    """Moderate until stopped."""
    from bot import app
    from bot.health.logging import start_logging

    with _telling_what_is_wrong():
        plan = app.make_plan(
            _overrides(policy, database), platform=platform, is_dry_run=dry_run, as_json=as_json
        )
        start_logging(plan.log_level)
        asyncio.run(app.run(plan))


@cli.command()
def doctor(*, policy: _PolicyFile = None, database: _DatabaseUrl = None) -> None:
    """Check settings, policy, model, database and tokens; say what is wrong and what would help."""
    from bot.doctor import run_checks

    is_healthy = asyncio.run(run_checks(_overrides(policy, database)))
    raise typer.Exit(0 if is_healthy else EX_CONFIG)


@cli.command()
def web(
    *,
    host: Annotated[
        str, typer.Option(help="Where to listen; more than this machine needs PARLEY_WEB_KEYS.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8080,
    policy: _PolicyFile = None,
    database: _DatabaseUrl = None,
    suggestions: Annotated[
        Path, typer.Option(metavar="FILE", help="Where suggested scores go without a database.")
    ] = Path("suggestions.jsonl"),
    api_only: Annotated[
        bool, typer.Option("--api-only", help="Without the page: starts faster, takes less memory.")
    ] = False,
) -> None:
    """Serve the page that scores texts, and the API for clients of Perspective."""
    from bot.config.settings import load_settings
    from bot.health.logging import start_logging
    from bot.web.serve import WebOptions, serve

    with _telling_what_is_wrong():
        settings, rules = load_settings(_overrides(policy, database))
        start_logging(settings.log_level or "info")
        serve(settings, rules, WebOptions(host, port, suggestions, not api_only))


@cli.command()
def thresholds(
    file: Annotated[
        Path, typer.Argument(help="A CSV: a column text, and columns TOXICITY, INSULT, ...")
    ],
    *,
    at: Annotated[
        list[str] | None,
        typer.Option(metavar="ATTRIBUTE=SCORE", help="The threshold you had; else 0.8 for each."),
    ] = None,
    tier: Annotated[
        Literal["flag", "act"], typer.Option(help="Which threshold of the policy.")
    ] = "flag",
) -> None:
    """Suggest thresholds that alarm as often as your old ones did, from old Perspective scores."""
    from bot.config.settings import load_settings
    from bot.web.migrate.old_scores import OldScoresError, read_thresholds
    from bot.web.migrate.threshold_migration import suggest_thresholds
    from classifier import load

    with _telling_what_is_wrong():
        settings, _ = load_settings({})
        scorer = load(settings.bundle)
    try:
        had = read_thresholds(at or [])
        suggest_thresholds(file, scorer, thresholds=had, tier=tier)
    except OldScoresError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(EX_USAGE) from error


def _overrides(policy: str | None, database: str | None) -> dict[str, str]:
    given = {"PARLEY_POLICY": policy, "PARLEY_DATABASE": database}
    return {name: value for name, value in given.items() if value is not None}


@contextmanager
def _telling_what_is_wrong() -> Iterator[None]:
    """What the owner can mend, as lines on standard error and exit code 78; being stopped, as 0.

    75 where it may be well in a minute, and starting again is worth it.
    """
    from bot.config.errors import SettingsError
    from bot.store.database.engine import StoreAwayError, StoreError
    from classifier import BundleError

    try:
        yield
    except (SettingsError, StoreError, BundleError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(EX_TEMPFAIL if isinstance(error, StoreAwayError) else EX_CONFIG) from error
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise typer.Exit(0) from None


if __name__ == "__main__":
    cli()
