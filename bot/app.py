"""The one place that builds: from what the owner set to a running bot."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.config.errors import ConfigIssue, SettingsError, did_you_mean, format_value
from bot.config.settings import Settings, load_settings
from bot.domain.actions import Enforcer
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
from bot.runner import serve
from bot.runtime.async_scorer import AsyncScorer, BlockingScorer
from bot.runtime.platform_port import Platform, PlatformContext
from bot.runtime.platform_stats import PlatformStats
from bot.store.database.engine import open_store, read_url
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from classifier import load

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run: checked, and nothing of it started."""

    settings: Settings
    policy: Policy | None
    platforms: Sequence[str]
    is_dry_run: bool
    as_json: bool

    @property
    def log_level(self) -> str:
        """As set, else what suits the platform."""
        return self.settings.log_level or PLATFORMS[self.platforms[0]].log_level


def make_plan(
    overrides: Mapping[str, str], *, platform: str | None, is_dry_run: bool, as_json: bool
) -> Plan:
    """Read what the owner set. No platform named: those whose tokens are set, else the console.

    Raises:
        SettingsError: with every mistake there is.
    """
    mistakes: list[ConfigIssue] = []
    if platform is not None and platform not in PLATFORMS:
        allowed = f"{', '.join(PLATFORMS)}{did_you_mean(platform, PLATFORMS)}"
        mistakes.append(ConfigIssue("--platform", format_value(platform), allowed))
    try:
        settings, policy = load_settings(overrides)
    except SettingsError as error:
        raise SettingsError([*mistakes, *error.issues]) from error
    if mistakes:
        raise SettingsError(mistakes)
    # Half of what a platform takes is a mistake, too: nobody sets it for nothing.
    begun = [name for name in TOKENS if has_some_tokens(name, settings.tokens)]
    wanted = begun if platform is None else [name for name in TOKENS if name == platform]
    mistakes = [
        ConfigIssue(token, "nothing", f"what {name} gives its bots, in .env or the environment")
        for name in wanted
        for token in find_missing_tokens(name, settings.tokens)
    ]
    if mistakes:
        raise SettingsError(mistakes)
    connected = [name for name in TOKENS if has_all_tokens(name, settings.tokens)]
    platforms = [platform] if platform else connected or ["console"]
    return Plan(settings, policy, platforms, is_dry_run, as_json)


async def run(plan: Plan) -> None:
    """Run the bot until its platforms have no more messages, or until it is told to stop.

    Raises:
        BundleError: the classifier's bundle cannot be used.
        StoreError: the database cannot be used.
        SettingsError: the port of the pages on health is taken, or a platform refuses its token.
    """
    _stop_on_sigterm()
    scorer = load(plan.settings.bundle)
    progress = {name: PlatformStats(name) for name in plan.platforms}
    watching = watch([*progress.values()], model=scorer.version, port=plan.settings.health_port)
    engine = await open_store(read_url(plan.settings.database))
    try:
        async with AsyncScorer(scorer) as scoring, watching, asyncio.TaskGroup() as group:
            store = Store.over(engine, model=scorer.version)
            for name in plan.platforms:
                launch = _make_context(plan, progress[name], scorer)
                launch = replace(launch, since=await store.presence.last(name), engine=engine)
                platform = PLATFORMS[name].build(launch)
                pipeline = Pipeline(
                    platform=platform,
                    enforcers=choose_enforcers(platform, is_dry_run=plan.is_dry_run),
                    policies=PolicyResolver(
                        store.writer, platform=name, base=choose_policy(name, plan.policy)
                    ),
                    calibrated=scorer.thresholds,
                    scorer=scoring,
                    store=store,
                )
                group.create_task(serve(pipeline, progress=progress[name]), name=name)
    except ExceptionGroup as group_error:
        raise (_find_settings_errors(group_error) or group_error) from group_error
    finally:
        await engine.dispose()


def _find_settings_errors(errors: ExceptionGroup) -> SettingsError | None:
    """What platforms found wrong with the settings, if nothing else went wrong."""
    wrong, others = errors.split(SettingsError)
    if wrong is None or others is not None:
        return None
    found = [error for error in wrong.exceptions if isinstance(error, SettingsError)]
    return SettingsError([mistake for error in found for mistake in error.issues])


def choose_enforcers(platform: Platform, *, is_dry_run: bool) -> dict[Mode, Enforcer]:
    """Who acts in each mode."""
    if is_dry_run:
        return dict.fromkeys(Mode, DryRun("dry run"))
    return {Mode.SHADOW: DryRun("shadow mode"), Mode.FLAG: platform, Mode.ENFORCE: platform}


def _make_context(plan: Plan, progress: PlatformStats, scorer: BlockingScorer) -> PlatformContext:
    settings, name = plan.settings, progress.platform
    source = "by the policy file" if plan.policy else "built in"
    url = read_url(settings.database)
    database = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
    mode = "dry run" if plan.is_dry_run else choose_policy(name, plan.policy).mode.value
    greeting = [
        f"Parley on the {name} · model {scorer.version} · {mode} ({source}) · {database}",
        *map(connection_hint, TOKENS),
    ]
    return PlatformContext(
        settings.tokens,
        greeting,
        plan.as_json,
        policy=choose_policy(name, plan.policy),
        stats=progress,
        address=(settings.slack_host, settings.slack_port),
    )


def _stop_on_sigterm() -> None:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
