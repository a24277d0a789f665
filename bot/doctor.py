"""`python -m bot doctor`: what would keep the bot from working, and what would help."""

from collections.abc import Mapping
from pathlib import Path
from shutil import disk_usage

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.engine import URL

from bot.config.errors import SettingsError
from bot.config.settings import Settings, load_settings
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
from bot.store.database.engine import StoreError, open_store, read_url
from classifier import BundleError, load

_LEAST_FREE = 256 << 20
"""Bytes below which a disk is about to be full."""


async def run_checks(overrides: Mapping[str, str]) -> bool:
    """Print what was found; True if the bot can run."""
    findings = await _check_all(overrides)
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in findings:
        mark, colour = _MARKS[finding.is_fine, finding.is_fatal]
        table.add_row(Text(mark, colour), Text(finding.what, "bold"), Text(finding.says))
    console = Console()
    console.print(table)
    for finding in findings:
        if finding.address:
            console.print(f"{finding.what}: {finding.address}", soft_wrap=True, highlight=False)
    return not any(finding.is_fine is False and finding.is_fatal for finding in findings)


_MARKS = {
    (True, True): ("✓", "green"),
    (False, True): ("✗", "red"),
    (False, False): ("!", "yellow"),
    (None, True): ("·", "dim"),
}


async def _check_all(overrides: Mapping[str, str]) -> list[CheckResult]:
    try:
        settings, policy = load_settings(overrides)
    except SettingsError as error:
        return [
            *(
                CheckResult("settings", is_fine=False, says=str(mistake))
                for mistake in error.issues
            ),
            _check_bundle(None),
        ]
    return [
        CheckResult("settings", is_fine=True, says="all names and values are known"),
        _check_policy(policy),
        _check_bundle(settings),
        await _check_database(settings),
        *[found for name in TOKENS for found in await _check_platform(name, settings, policy)],
        *await _check_running(settings),
    ]


def _check_policy(policy: Policy | None) -> CheckResult:
    if policy is None:
        says = "none; what is built in holds (cp policy.example.toml policy.toml to change it)"
        return CheckResult("policy", is_fine=True, says=says)
    return CheckResult(
        "policy", is_fine=True, says=f"mode {policy.mode}, {len(policy.channels)} overrides"
    )


def _check_bundle(settings: Settings | None) -> CheckResult:
    try:
        scorer = load(settings.bundle if settings else None)
    except BundleError as error:
        return CheckResult("model", is_fine=False, says=str(error))
    return CheckResult("model", is_fine=True, says=f"version {scorer.version}, golden scores agree")


async def _check_database(settings: Settings) -> CheckResult:
    url = read_url(settings.database)
    try:
        engine = await open_store(url, patience=0)
    except StoreError as error:
        return CheckResult("database", is_fine=False, says=str(error))
    await engine.dispose()
    place = url.render_as_string()
    free = _free_beside(url)
    if free is not None and free < _LEAST_FREE:
        says = f"{place}: {free >> 20} MiB are free on its disk; make it larger, or make room"
        return CheckResult("database", is_fine=False, says=says)
    return CheckResult("database", is_fine=True, says=f"{place}, tables are up to date")


def _free_beside(url: URL) -> int | None:
    """Bytes that are free where the database grows; None if that is not on this machine."""
    if url.get_backend_name() != "sqlite":
        return None
    return disk_usage(Path(url.database or "").absolute().parent).free


async def _check_platform(
    name: str, settings: Settings, policy: Policy | None
) -> list[CheckResult]:
    examine = PLATFORMS[name].examine
    says = connection_hint(name).removeprefix(f"{name.title()}: ")
    if not has_some_tokens(name, settings.tokens):
        return [CheckResult(name, is_fine=None, says=says)]
    if unset := find_missing_tokens(name, settings.tokens):
        lacking = " and ".join(unset)
        return [CheckResult(name, is_fine=False, says=f"{lacking} is not set; {says}")]
    return await examine(settings.tokens, choose_policy(name, policy)) if examine else []


async def _check_running(settings: Settings) -> list[CheckResult]:
    """The bot that runs on this machine, where it says how it is."""
    port = settings.health_port
    if port is None:
        return []
    # Here, so that it does not wait for a web server that it does not need.
    from bot.health.pages import ask  # noqa: PLC0415

    faults = await ask(port)
    if faults is None:
        return [CheckResult("running", is_fine=None, says=f"no: nothing answers on port {port}")]
    if not faults:
        return [CheckResult("running", is_fine=True, says=f"ready, and answers on port {port}")]
    return [
        CheckResult("running", is_fine=False, says=f"{fault}; its log says more")
        for fault in faults
    ]
