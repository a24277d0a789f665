"""The composition root of a worker: it judges and records what gateways publish, and has no platform's token."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.config.bus_rules import check_bus, require_bus
from bot.config.contradictions import refuse_contradictions
from bot.config.database_url import parse_url
from bot.config.errors import SettingsError
from bot.config.settings import Settings, digest_policy, load_settings
from bot.domain.policy import Policy
from bot.health import watch
from bot.moderation.checkpoint import keep_checkpoint
from bot.moderation.judging import Judge
from bot.platforms.registry import TOKENS, choose_policy
from bot.reload import Reloader, reload_on_hangup
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.bus_levels import BusLevels
from bot.runtime.loaded_objects import freeze_loaded_objects
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.release import Release
from bot.runtime.termination import stop_on_sigterm
from bot.store.database.engine import open_database
from bot.store.database.leases import LEASE_OWNER
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from classifier import load

if TYPE_CHECKING:
    from bot.bus.platform_judge import PlatformJudge

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked plan of a worker; nothing of it is started."""

    settings: Settings
    policy: Policy | None
    overrides: Mapping[str, str]


def make_plan(overrides: Mapping[str, str]) -> Plan:
    """Plan from the settings.

    Raises:
        SettingsError: with every issue there is.
    """
    settings, policy = load_settings(overrides)
    require_bus(settings.bus_servers)
    if issues := check_bus(settings.database, ()):
        raise SettingsError(issues)
    return Plan(settings, policy, overrides)


async def run(plan: Plan) -> None:
    """Work until stopped.

    Raises:
        BundleError: the classifier's bundle cannot be used.
        StoreError: the database cannot be used.
        BusUnreachableError: the bus does not answer.
        SettingsError: the port of the health pages is taken, or the bus refuses the user.
    """
    from bot.bus.connection import open_bus  # noqa: PLC0415 - its library is an extra
    from bot.bus.levels import keep_levels  # noqa: PLC0415
    from bot.bus.worker import Worker  # noqa: PLC0415

    stop_on_sigterm()
    release = Release("", digest_policy(plan.overrides))
    scorer = load(plan.settings.bundle)
    refuse_contradictions(plan.policy, scorer.thresholds)
    release.model = scorer.version
    stats, levels = [PlatformStats(name) for name in TOKENS], BusLevels()
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        async_scorer = await enter(AsyncScorer(scorer))
        await enter(watch(stats, release=release, port=plan.settings.health_port, bus=levels))
        reloader = Reloader(plan.overrides, async_scorer, release)
        await enter(reload_on_hangup(reloader))
        engine = await open_database(parse_url(plan.settings.database))
        stack.push_async_callback(engine.dispose)
        bus = await enter(open_bus(plan.settings.bus_servers))
        await enter(keep_levels(bus, levels))
        store = _open_store(engine, model=scorer.version)
        await enter(keep_checkpoint(store, None, started_at=datetime.now(UTC)))
        judges = {each.platform: _make_judge(plan, store, async_scorer, each) for each in stats}
        reloader.followers.append(partial(_take_over, judges))
        freeze_loaded_objects()
        log.info("started", model=scorer.version)
        await Worker(bus, judges).run()


def _take_over(judges: "Mapping[str, PlatformJudge]", policy: Policy | None) -> None:
    for name, each in judges.items():
        each.judge.policies.rebase(choose_policy(name, policy))
        each.store.cases.model = each.judge.scorer.model.version


def _open_store(engine: AsyncEngine, *, model: str) -> Store:
    """Open a store that claims nothing: what a worker records is for whoever is connected."""
    return Store(engine.execution_options(**{LEASE_OWNER: None}), model=model)


def _make_judge(
    plan: Plan, store: Store, scorer: AsyncScorer, stats: PlatformStats
) -> "PlatformJudge":
    from bot.bus.platform_judge import PlatformJudge  # noqa: PLC0415 - its library is an extra

    name = stats.platform
    policies = PolicyResolver(
        store.policy_overrides, platform=name, base=choose_policy(name, plan.policy)
    )
    stats.find_store_problem = lambda: store.outage.problem
    stats.connected()
    return PlatformJudge(Judge(policies, scorer), store, stats)
