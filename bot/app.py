"""The composition root: builds a running bot from the settings."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import structlog
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.config.bus_rules import check_bus
from bot.config.contradictions import refuse_contradictions
from bot.config.database_url import parse_url
from bot.config.errors import ConfigIssue, SettingsError, did_you_mean, format_value
from bot.config.settings import Settings, digest_policy, load_settings
from bot.domain.actions import Enforcer
from bot.domain.member_links import PURPOSE, MemberLinks
from bot.domain.policy import Mode, Policy
from bot.health import watch
from bot.moderation.pipeline import Pipeline
from bot.platforms.dry_run import DryRun
from bot.platforms.registry import (
    PLATFORMS,
    TOKENS,
    choose_policy,
    connection_hint,
    find_missing_tokens,
    has_all_tokens,
    has_some_tokens,
)
from bot.reload import Reloader, reload_on_hangup
from bot.runner import Served, serve
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.bus_levels import BusLevels
from bot.runtime.loaded_objects import freeze_loaded_objects
from bot.runtime.memory_release import releasing_memory
from bot.runtime.platform_port import Platform, PlatformContext
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.release import Release
from bot.runtime.shard_board import ShardBoard, ShardLeasing
from bot.runtime.termination import stop_on_sigterm
from bot.store.database.engine import StoreError, make_damage_error, open_database, to_store_error
from bot.store.database.faults import is_damaged, is_passing
from bot.store.policy_resolver import PolicyResolver
from bot.store.shared_clock import SharedClock
from bot.store.store import Store
from classifier import load

if TYPE_CHECKING:
    from bot.bus.gateway import MakeGateway

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


Companion: TypeAlias = Callable[[Sequence[Served]], AbstractAsyncContextManager[None]]
"""A context that is entered while the platforms are served, such as the desk's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked plan of what to run; nothing of it is started."""

    settings: Settings
    policy: Policy | None
    platforms: Sequence[str]
    is_dry_run: bool
    as_json: bool
    overrides: Mapping[str, str] = field(default_factory=dict)
    """The command line's options, by their names in the environment: a reload reads the rest again."""

    @property
    def log_level(self) -> str:
        """Return the log level: the one that is set, else the platform's own."""
        return self.settings.log_level or PLATFORMS[self.platforms[0]].log_level


def make_plan(
    overrides: Mapping[str, str], *, platform: str | None, is_dry_run: bool, as_json: bool
) -> Plan:
    """Plan from the settings. Without a platform: those whose tokens are set, else the console.

    Raises:
        SettingsError: with every issue there is.
    """
    issues: list[ConfigIssue] = []
    if platform is not None and platform not in PLATFORMS:
        allowed = f"{', '.join(PLATFORMS)}{did_you_mean(platform, PLATFORMS)}"
        issues.append(ConfigIssue("--platform", format_value(platform), allowed))
    try:
        settings, policy = load_settings(overrides)
    except SettingsError as error:
        raise SettingsError([*issues, *error.issues]) from error
    if issues:
        raise SettingsError(issues)
    # Some of a platform's tokens without the others are a mistake: nobody sets them for nothing.
    intended = [name for name in TOKENS if has_some_tokens(name, settings.tokens)]
    wanted = intended if platform is None else [name for name in TOKENS if name == platform]
    issues = [
        ConfigIssue(token, "nothing", f"what {name} gives its bots, in .env or the environment")
        for name in wanted
        for token in find_missing_tokens(name, settings.tokens)
    ]
    if issues:
        raise SettingsError(issues)
    complete = [name for name in TOKENS if has_all_tokens(name, settings.tokens)]
    platforms = [platform] if platform else complete or ["console"]
    if settings.bus and (issues := check_bus(settings.database, platforms)):
        raise SettingsError(issues)
    return Plan(settings, policy, platforms, is_dry_run, as_json, overrides)


def _alone(_served: Sequence[Served]) -> AbstractAsyncContextManager[None]:
    return nullcontext()


async def run(plan: Plan, companion: Companion = _alone) -> None:
    """Run the bot until its platforms have no more messages, or until it is stopped; `companion` beside it.

    Raises:
        BundleError: the classifier's bundle cannot be used.
        StoreError: the database cannot be used.
        SettingsError: the port of the health pages is taken, or a platform refuses its token.
    """
    stop_on_sigterm()
    release = Release("", digest_policy(plan.overrides))
    scorer = load(plan.settings.bundle)
    refuse_contradictions(plan.policy, scorer.thresholds)
    release.model = scorer.version
    clock = SharedClock()
    stats = {name: PlatformStats(name, clock=clock.now) for name in plan.platforms}
    levels = BusLevels() if plan.settings.bus else None
    port = plan.settings.health_port
    watching = watch([*stats.values()], release=release, port=port, bus=levels)
    async_scorer = AsyncScorer(scorer)
    reloader = Reloader(plan.overrides, async_scorer, release)
    url = parse_url(plan.settings.database)
    bus = _open_bus(plan.settings, levels)
    engine = await open_database(url)
    try:
        async with (
            async_scorer,
            watching,
            reload_on_hangup(reloader),
            releasing_memory(),
            bus as gateway,
            asyncio.TaskGroup() as group,
        ):
            store = await _open_store(engine, model=scorer.version, clock=clock)
            served = [
                Served(
                    await _build_pipeline(plan, engine, store, scorer=async_scorer, stats=each),
                    each,
                )
                for each in stats.values()
            ]
            reloader.pipelines += [each.pipeline for each in served]
            async with companion(served):
                serving = [
                    group.create_task(_serve(each, gateway), name=each.name) for each in served
                ]
                freeze_loaded_objects()
                await _wait_until_served(serving, store, url)
    except ExceptionGroup as group_error:
        raise (
            _extract_settings_error(group_error)
            or _extract_store_error(group_error, url)
            or group_error
        ) from group_error
    finally:
        await engine.dispose()


async def _open_store(engine: AsyncEngine, *, model: str, clock: SharedClock) -> Store:
    """Open a store by whose clock this process and others on its database go."""
    store = Store(engine, model=model, clock=clock)
    await store.living.adjust_clock()
    return store


async def _serve(served: Served, gateway: "MakeGateway | None") -> None:
    """Serve a platform; its messages go to a bus where there is one."""
    bus = gateway(served.pipeline, served.stats) if gateway else None
    await serve(served.pipeline, stats=served.stats, bus=bus)


def _open_bus(
    settings: Settings, levels: BusLevels | None
) -> AbstractAsyncContextManager["MakeGateway | None"]:
    if levels is None:
        return nullcontext()
    from bot.bus.gateway import open_gateways  # noqa: PLC0415 - its library is an extra

    return open_gateways(settings.bus_servers, levels)


async def _build_pipeline(
    plan: Plan, engine: AsyncEngine, store: Store, *, scorer: AsyncScorer, stats: PlatformStats
) -> Pipeline:
    """Build a platform and its pipeline; nothing is connected yet."""
    name = stats.platform
    if PLATFORMS[name].is_sharded and store.shards.is_shared:
        stats.shards = ShardBoard(partial(_open_leases, store, plan.settings.shards))
    context = replace(
        _make_context(plan, stats, model=scorer.model.version),
        since=await store.last_seen.get(name),
        database=engine,
        cards=store.alert_cards,
        find_alert_channel=partial(store.policy_overrides.find_alert_channel, name),
    )
    platform = PLATFORMS[name].build(context)
    return Pipeline(
        platform=platform,
        enforcers=choose_enforcers(platform, is_dry_run=plan.is_dry_run),
        policies=PolicyResolver(
            store.policy_overrides, platform=name, base=choose_policy(name, plan.policy)
        ),
        scorer=scorer,
        store=store,
        member_links=await _make_links(plan.settings, store),
    )


async def _make_links(settings: Settings, store: Store) -> MemberLinks:
    """Make the links of members' notices; none where they could not reach the desk."""
    if not (settings.desk_url or "").startswith("https://"):
        return MemberLinks()
    return MemberLinks(await store.desk.signing_keys.get(PURPOSE), settings.desk_url or "")


async def _open_leases(
    store: Store, configured: int | None, bot: str, proposed: int
) -> ShardLeasing:
    """Open the leases of a bot's shards: as many as other processes have, else as configured, else as proposed.

    Raises:
        SettingsError: other processes run with another number than the configured one.
    """
    running = await store.outage.insist(store.shards.find_count, bot)
    if configured and running and configured != running:
        allowed = f"{running}, as the bot's other processes have now; to change it, stop them first"
        raise SettingsError([ConfigIssue("PARLEY_SHARDS", str(configured), allowed)])
    return store.shards.open_leases(bot, shards=running or configured or proposed)


def _extract_settings_error(group: ExceptionGroup) -> SettingsError | None:
    """Return all settings errors of a group as one, None if there is any other error in it."""
    settings_errors, others = group.split(SettingsError)
    if settings_errors is None or others is not None:
        return None
    errors = [error for error in settings_errors.exceptions if isinstance(error, SettingsError)]
    return SettingsError([issue for error in errors for issue in error.issues])


async def _wait_until_served(serving: Sequence[asyncio.Task[None]], store: Store, url: URL) -> None:
    """Wait until all platforms are served.

    Raises:
        StoreError: the database is found to be damaged meanwhile.
    """
    served = asyncio.create_task(asyncio.wait(serving))
    damaged = asyncio.create_task(store.outage.wait_for_damage())
    try:
        await asyncio.wait({served, damaged}, return_when=asyncio.FIRST_COMPLETED)
        if damaged.done():
            raise make_damage_error(damaged.result(), url)
    finally:
        served.cancel()
        damaged.cancel()


def _extract_store_error(group: ExceptionGroup, url: URL) -> StoreError | None:
    """Return the error of the database in a group, in its owner's words; None if there is none."""
    for error in group.exceptions:
        if isinstance(error, StoreError):
            return error
        if isinstance(error, DBAPIError) and (is_damaged(error) or is_passing(error)):
            return to_store_error(error, url)
        if isinstance(error, ExceptionGroup) and (found := _extract_store_error(error, url)):
            return found
    return None


def choose_enforcers(platform: Platform, *, is_dry_run: bool) -> dict[Mode, Enforcer]:
    """Return the enforcer of each mode."""
    if is_dry_run:
        return dict.fromkeys(Mode, DryRun("dry run"))
    return {Mode.SHADOW: DryRun("shadow mode"), Mode.FLAG: platform, Mode.ENFORCE: platform}


def _make_context(plan: Plan, stats: PlatformStats, *, model: str) -> PlatformContext:
    settings, name = plan.settings, stats.platform
    source = "by the policy file" if plan.policy else "built in"
    url = parse_url(settings.database)
    database = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
    mode = "dry run" if plan.is_dry_run else choose_policy(name, plan.policy).mode.value
    greeting = [
        f"Parley on the {name} · model {model} · {mode} ({source}) · {database}",
        *map(connection_hint, TOKENS),
    ]
    return PlatformContext(
        settings.tokens,
        greeting,
        plan.as_json,
        policy=choose_policy(name, plan.policy),
        stats=stats,
        address=(settings.slack_host, settings.slack_port),
        exports=settings.exports,
    )
