"""`python -m bot doctor`: checks of everything that the bot needs, each with its remedy."""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from shutil import disk_usage

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.engine import URL

from bot.config.bus_rules import check_bus
from bot.config.contradictions import refuse_contradictions
from bot.config.database_url import parse_url
from bot.config.desk_rules import check_desk
from bot.config.errors import SettingsError
from bot.config.settings import Settings, digest_policy, load_settings
from bot.domain.policy import Policy
from bot.platforms.check_result import CheckResult
from bot.platforms.registry import (
    PLATFORMS,
    TOKENS,
    choose_policy,
    connection_hint,
    find_missing_tokens,
    has_some_tokens,
)
from bot.runtime.release import Release
from bot.store.database.engine import StoreError, open_database
from classifier import BundleError, load
from classifier.extras import EXTRAS, explain_missing_module

_MIN_FREE_BYTES = 256 << 20
"""A disk with less free space is about to be full."""


async def run_checks(overrides: Mapping[str, str]) -> bool:
    """Run all checks and print the results; return whether the bot can start."""
    results = await _collect_results(overrides)
    table = Table(box=None, pad_edge=False, show_header=False)
    for result in results:
        mark, colour = _MARKS[result.is_ok, result.is_fatal]
        table.add_row(Text(mark, colour), Text(result.subject, "bold"), Text(result.detail))
    console = Console()
    console.print(table)
    for result in results:
        if result.address:
            console.print(f"{result.subject}: {result.address}", soft_wrap=True, highlight=False)
    return not any(result.is_ok is False and result.is_fatal for result in results)


_MARKS = {
    (True, True): ("✓", "green"),
    (False, True): ("✗", "red"),
    (False, False): ("!", "yellow"),
    (None, True): ("·", "dim"),
}


async def _collect_results(overrides: Mapping[str, str]) -> list[CheckResult]:
    try:
        settings, policy = load_settings(overrides)
    except SettingsError as error:
        return [
            *(CheckResult("settings", is_ok=False, detail=str(issue)) for issue in error.issues),
            _check_bundle(None),
        ]
    return [
        CheckResult("settings", is_ok=True, detail="all names and values are known"),
        _check_policy(policy),
        _check_bundle(settings, policy),
        await _check_database(settings),
        *await _check_bus(settings),
        *_check_desk(settings),
        *[result for name in TOKENS for result in await _check_platform(name, settings, policy)],
        *await _check_running_bot(settings, overrides),
    ]


def _check_policy(policy: Policy | None) -> CheckResult:
    if policy is None:
        detail = "none; what is built in holds (cp policy.example.toml policy.toml to change it)"
        return CheckResult("policy", is_ok=True, detail=detail)
    return CheckResult(
        "policy", is_ok=True, detail=f"mode {policy.mode}, {len(policy.channels)} overrides"
    )


def _check_bundle(settings: Settings | None, policy: Policy | None = None) -> CheckResult:
    try:
        scorer = load(settings.bundle if settings else None)
        refuse_contradictions(policy, scorer.thresholds)
    except (BundleError, SettingsError) as error:
        return CheckResult("model", is_ok=False, detail=str(error))
    return CheckResult("model", is_ok=True, detail=f"version {scorer.version}, golden scores agree")


async def _check_database(settings: Settings) -> CheckResult:
    url = parse_url(settings.database)
    try:
        engine = await open_database(url, retry_seconds=0)
    except StoreError as error:
        return CheckResult("database", is_ok=False, detail=str(error))
    await engine.dispose()
    address = url.render_as_string()
    free = _free_bytes(url)
    if free is not None and free < _MIN_FREE_BYTES:
        detail = f"{address}: {free >> 20} MiB are free on its disk; make it larger, or make room"
        return CheckResult("database", is_ok=False, detail=detail)
    if others := _list_open_files(url):
        names = " and ".join(others)
        detail = f"other users of this machine can read {names}: chmod 600 {' '.join(others)}"
        return CheckResult("database", is_ok=False, detail=detail, is_fatal=False)
    return CheckResult("database", is_ok=True, detail=f"{address}, tables are up to date")


async def _check_bus(settings: Settings) -> list[CheckResult]:
    if not settings.bus:
        return []
    if issues := check_bus(settings.database, ()):
        return [CheckResult("bus", is_ok=False, detail=str(issue)) for issue in issues]
    try:
        from bot.bus.examination import examine  # noqa: PLC0415 - its library is an extra
    except ModuleNotFoundError as error:
        return [CheckResult("bus", is_ok=False, detail=explain_missing_module(error) or str(error))]
    return await examine(settings.bus_servers)


def _check_desk(settings: Settings) -> list[CheckResult]:
    if settings.desk_port is None:
        return []
    if issues := check_desk(settings):
        return [CheckResult("desk", is_ok=False, detail=str(issue)) for issue in issues]
    for name in (*EXTRAS["api"], *EXTRAS["desk"]):
        if find_spec(name) is None:
            remedy = explain_missing_module(ModuleNotFoundError(name=name)) or name
            return [CheckResult("desk", is_ok=False, detail=remedy)]
    clients = {"Discord": settings.desk_discord_id, "Slack": settings.desk_slack_id}
    ways = [name for name, client in clients.items() if client] or ["`python -m bot desk link`"]
    detail = f"on port {settings.desk_port}, signing in by {' and '.join(ways)}"
    return [CheckResult("desk", is_ok=True, detail=detail)]


def _free_bytes(url: URL) -> int | None:
    """Return the free bytes on the database's disk; None if that is a server's."""
    if url.get_backend_name() != "sqlite":
        return None
    return disk_usage(Path(url.database or "").absolute().parent).free


def _list_open_files(url: URL) -> list[str]:
    """List the files of the database that others than their owner can read; new ones are made for it alone."""
    if url.get_backend_name() != "sqlite" or os.name == "nt":  # whose files have no such modes
        return []
    files = [Path(f"{url.database}{suffix}") for suffix in ("", "-wal", "-shm")]
    return [str(file) for file in files if file.exists() and file.stat().st_mode & 0o077]


async def _check_platform(
    name: str, settings: Settings, policy: Policy | None
) -> list[CheckResult]:
    examine = PLATFORMS[name].run_checks
    hint = connection_hint(name).removeprefix(f"{name.title()}: ")
    if not has_some_tokens(name, settings.tokens):
        return [CheckResult(name, is_ok=None, detail=hint)]
    if unset := find_missing_tokens(name, settings.tokens):
        missing = " and ".join(unset)
        return [CheckResult(name, is_ok=False, detail=f"{missing} is not set; {hint}")]
    return await examine(settings.tokens, choose_policy(name, policy)) if examine else []


async def _check_running_bot(settings: Settings, overrides: Mapping[str, str]) -> list[CheckResult]:
    """Check the bot that runs on this machine, if it serves health pages."""
    port = settings.health_port
    if port is None:
        return []
    # Here, so that a bot without health pages loads no web server.
    from bot.health.pages import fetch_problems, fetch_release  # noqa: PLC0415

    problems = await fetch_problems(port)
    if problems is None:
        return [CheckResult("running", is_ok=None, detail=f"no: nothing answers on port {port}")]
    differences = _compare_release(await fetch_release(port), digest_policy(overrides))
    if not problems:
        ready = CheckResult("running", is_ok=True, detail=f"ready, and answers on port {port}")
        return [ready, *differences]
    unready = [
        CheckResult("running", is_ok=False, detail=f"{problem}; its log says more")
        for problem in problems
    ]
    return [*unready, *differences]


def _compare_release(release: Release | None, policy: str) -> list[CheckResult]:
    """Say where the running bot has not the policy file that is here, or refused to take one over."""
    found = []
    if release and release.policy != policy:
        found.append(f"the policy file is another than the one that it has read; {_RELOAD}")
    if release and release.refusal:
        found.append(f"it refused to reload: {release.refusal}; mend it, and {_RELOAD}")
    return [CheckResult("running", is_ok=False, detail=each, is_fatal=False) for each in found]


_RELOAD = "to have it taken over: systemctl reload parley, or send the process a SIGHUP"
