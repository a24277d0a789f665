"""The command line: `parley`, or `python -m bot` in a checkout."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.administration.cli import db_cli, policy_cli
from bot.administration.feedback_cli import feedback_cli, suggest_cli
from bot.bus_cli import bus_cli
from bot.desk_cli import desk_cli
from bot.exit_codes import (
    EX_CONFIG,
    EX_USAGE,
    PlatformName,
    exit_on_errors,
    make_overrides,
    needs_extra,
)
from bot.runtime.lean_imports import skip_unused_parts
from bot.runtime.loaded_objects import freeze_loaded_objects, pause_collection
from classifier.usage_errors import PlainGroup

cli = typer.Typer(
    cls=PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

cli.add_typer(desk_cli, name="desk")
cli.add_typer(policy_cli, name="policy")
cli.add_typer(db_cli, name="db")
cli.add_typer(bus_cli, name="bus")
cli.add_typer(feedback_cli, name="feedback")
cli.add_typer(suggest_cli, name="suggest")

_PolicyFile = Annotated[
    str | None, typer.Option("--policy", metavar="FILE", help="Instead of PARLEY_POLICY.")
]
_DatabaseUrl = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="Instead of PARLEY_DATABASE.")
]
_BusUrl = Annotated[
    str | None, typer.Option("--bus", metavar="nats://HOST", help="Instead of PARLEY_BUS.")
]


def _print_version(value: bool) -> None:  # noqa: FBT001 - as typer calls it
    if value:
        from classifier.shipped_files import read_bundle_version, read_version

        typer.echo(f"Parley {read_version()}, model {read_bundle_version()}")
        raise typer.Exit


@cli.callback(help="Parley: a moderation bot that scores every message on the machine it runs on.")
def prepare(
    *,
    version: Annotated[  # noqa: ARG001 - its own callback handles it
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the versions, and end."
        ),
    ] = False,
) -> None:
    """Keep what is written from others, and message texts from the screen; called before each command."""
    pause_collection()
    skip_unused_parts()
    from bot.health.crashes import log_crashes

    freeze_loaded_objects()
    os.umask(0o077)
    log_crashes()


# Each command imports what it needs itself: so --help answers at once, whatever the settings.


@cli.command()
def run(
    *,
    platform: Annotated[
        str | None,
        typer.Option(help="Where to moderate. If unset: wherever tokens are, else the console."),
    ] = None,
    policy: _PolicyFile = None,
    database: _DatabaseUrl = None,
    bus: _BusUrl = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do all but the acting.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="On the console: one JSON object a message.")
    ] = False,
) -> None:
    """Moderate until stopped."""
    from bot.starting import start

    overrides = make_overrides(policy=policy, database=database, bus=bus)
    start(overrides, platform=platform, is_dry_run=dry_run, as_json=as_json)


@cli.command()
def worker(
    *, policy: _PolicyFile = None, database: _DatabaseUrl = None, bus: _BusUrl = None
) -> None:
    """Judge messages that gateways publish on a bus (PARLEY_BUS), until stopped."""
    from bot.starting import start_worker

    start_worker(make_overrides(policy=policy, database=database, bus=bus))


@cli.command()
def doctor(*, policy: _PolicyFile = None, database: _DatabaseUrl = None) -> None:
    """Check settings, policy, model, database and tokens; say what is wrong and what would help."""
    from bot.doctor import run_checks

    is_healthy = asyncio.run(run_checks(make_overrides(policy=policy, database=database)))
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
    workers: Annotated[
        int,
        typer.Option(min=1, max=64, help="Processes that answer, with --api-only: one for a core."),
    ] = 1,
    behind_proxy: Annotated[
        bool,
        typer.Option("--behind-proxy", help="A proxy asks for others: needs PARLEY_WEB_KEYS."),
    ] = False,
) -> None:
    """Serve the page that scores texts, and the API for clients of Perspective."""
    from bot.config.settings import load_settings
    from bot.health.logging import configure_logging

    with needs_extra("api" if api_only else "web"):
        from bot.web.serve import WebOptions, serve
    with exit_on_errors():
        settings, rules = load_settings(make_overrides(policy=policy, database=database))
        configure_logging(settings.log_level or "info")
        options = WebOptions(
            host, port, suggestions, not api_only, workers=workers, is_proxied=behind_proxy
        )
        serve(settings, rules, options)


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
    act_at: Annotated[
        list[str] | None,
        typer.Option(metavar="ATTRIBUTE=SCORE", help="From where you removed texts, besides."),
    ] = None,
    tier: Annotated[
        Literal["flag", "act"], typer.Option(help="Which threshold of the policy --at was.")
    ] = "flag",
    into: Annotated[
        Path | None, typer.Option(metavar="POLICY", help="Write them into this policy instead.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="HTML", help="Compare old and new scores, with plots.")
    ] = None,
) -> None:
    """Suggest thresholds that alarm as often as your old ones did, from old Perspective scores."""
    from bot.config.settings import load_settings
    from bot.web.migrate.old_scores import MigrationError, read_tiers
    from bot.web.migrate.suggestion import MigrationPlan, suggest_thresholds
    from classifier import load

    with exit_on_errors():
        settings, _ = load_settings({})
    try:
        tiers = read_tiers(at or [], act_at or [], tier=tier)
        with exit_on_errors():
            scorer = load(settings.bundle)
        suggest_thresholds(MigrationPlan(file, tiers, into, report), scorer)
    except MigrationError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(EX_USAGE) from error


@cli.command()
def replay(
    *,
    policy: Annotated[
        Path, typer.Option(metavar="FILE", help="The policy to try, beside the one that holds.")
    ],
    days: Annotated[int, typer.Option(min=1, max=365, help="How far back.")] = 30,
    platform: Annotated[PlatformName | None, typer.Option(help="Of this platform only.")] = None,
    community: Annotated[
        str | None, typer.Option(metavar="ID", help="One server or workspace only.")
    ] = None,
    database: _DatabaseUrl = None,
) -> None:
    """Show what another policy would have decided differently, from stored scores."""
    from bot.administration import replay_command
    from bot.config.settings import load_settings, read_policy

    with exit_on_errors():
        settings, current = load_settings(make_overrides(database=database))
        scope = replay_command.Scope(days, platform, community)
        asyncio.run(replay_command.run(settings, current, read_policy(policy), scope))


@cli.command()
def init() -> None:
    """Write .env and policy.toml into this folder, to begin with; what is there is kept."""
    from bot.config.examples import write_examples

    try:
        written = write_examples(Path())
    except OSError as error:
        sys.stderr.write(f"this folder cannot be written ({error.strerror}): choose another\n")
        raise typer.Exit(EX_CONFIG) from error
    for name, is_new in written.items():
        typer.echo(f"{name}: {'written' if is_new else 'is there already, and stays as it is'}")
    typer.echo("Put the tokens into .env, then ask doctor what is missing.")


def main() -> None:
    """Run the command line: the entry point `parley` of a wheel."""
    from classifier.extras import explain_missing_module

    try:
        cli(prog_name="python -m bot" if Path(sys.argv[0]).name == "__main__.py" else None)
    except ModuleNotFoundError as error:
        if (remedy := explain_missing_module(error)) is None:
            raise
        sys.stderr.write(f"{remedy}\n")
        sys.exit(EX_CONFIG)


if __name__ == "__main__":
    main()
