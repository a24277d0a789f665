"""`parley policy`: check, show, compare and export policies."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.administration.policy_view import Change, Setting, list_changes, list_settings
from bot.config.contradictions import refuse_contradictions
from bot.config.database_url import parse_url
from bot.config.settings import DEFAULT_POLICY, Settings, read_policy
from bot.domain.policy import Policy
from bot.domain.policy_overrides import StoredOverride, apply_overrides
from bot.platforms.registry import choose_policy
from bot.reports.policy_export import export_overrides
from bot.store.database.engine import open_database
from bot.store.database.writer import Writer
from bot.store.policy_overrides import PolicyOverrides
from classifier import load


def check(file: Path, settings: Settings) -> None:
    """Check a policy file as the bot's start does.

    Raises:
        SettingsError: with every issue.
    """
    policy = read_policy(file)
    refuse_contradictions(policy, load(settings.bundle).thresholds)
    Console().print(
        f"{file}: mode {policy.mode}, {len(policy.channels)} places of their own; sound"
    )


def show(
    settings: Settings, file_policy: Policy | None, *, platform: str, scopes: Sequence[str]
) -> None:
    """Print what holds in scopes, from the channel to the community, and why.

    Raises:
        StoreError: the database cannot be used.
    """
    community = scopes[-1] if scopes else ""
    overrides = asyncio.run(_find_overrides(settings, platform, community)) if community else []
    policy = apply_overrides(choose_policy(platform, file_policy), overrides)
    file = str(settings.policy or DEFAULT_POLICY) if file_policy else ""
    found = list_settings(
        policy,
        scopes=scopes,
        calibrated=load(settings.bundle).thresholds,
        file=file,
        overrides=overrides,
    )
    Console().print(_build_settings_table(found))


def diff(before: Path, after: Path) -> bool:
    """Print what a second policy file says differently; return whether anything does.

    Raises:
        SettingsError: one is no policy.
    """
    changes = list_changes(read_policy(before), read_policy(after))
    Console().print(_build_changes_table(changes) if changes else "no difference")
    return bool(changes)


def export(settings: Settings, *, platform: str, community: str) -> None:
    """Print what moderators set with /toxicity as TOML.

    Raises:
        StoreError: the database cannot be used.
    """
    overrides = asyncio.run(_find_overrides(settings, platform, community))
    sys.stdout.write(export_overrides(overrides))


async def _find_overrides(
    settings: Settings, platform: str, community: str
) -> list[StoredOverride]:
    engine: AsyncEngine = await open_database(parse_url(settings.database))
    try:
        return await PolicyOverrides(Writer(engine)).find(platform, community)
    finally:
        await engine.dispose()


def _build_settings_table(settings: Sequence[Setting]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("key", "value", "from"):
        table.add_column(heading, header_style="dim", overflow="fold")
    for setting in settings:
        table.add_row(setting.key, Text(setting.value, "bold"), Text(setting.source, "dim"))
    return table


def _build_changes_table(changes: Sequence[Change]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("key", "before", "after"):
        table.add_column(heading, header_style="dim", overflow="fold")
    for change in changes:
        table.add_row(
            change.key, change.before or "not set", Text(change.after or "not set", "bold")
        )
    return table
