"""Reload: on SIGHUP, policy file and model are read again, and taken over if both are good."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog

from bot.config.contradictions import refuse_contradictions
from bot.config.errors import SettingsError
from bot.config.settings import digest_policy, load_settings
from bot.domain.policy import Policy
from bot.moderation.pipeline import Pipeline
from bot.platforms.registry import choose_policy
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.blocking_scorer import BlockingScorer
from bot.runtime.error_boundary import run_guarded
from bot.runtime.loaded_objects import replace_loaded_objects
from bot.runtime.release import Release
from bot.runtime.result import Failed
from classifier import BundleError, load

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_REMEDY = "what was loaded before holds; mend it and reload again"


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A policy file and a model that go together."""

    digest: str
    policy: Policy | None
    scorer: BlockingScorer


@dataclass(slots=True)
class Reloader:
    """Reloader of the running bot: its pipelines, its scorer, and what is said about them.

    `overrides`: the command line's options, by their names in the environment.
    """

    overrides: Mapping[str, str]
    scorer: AsyncScorer
    release: Release
    pipelines: list[Pipeline] = field(default_factory=list)
    followers: list[Callable[[Policy | None], object]] = field(default_factory=list)
    """Called with each policy file that is taken over, once the model is."""

    async def reload(self) -> None:
        """Read policy file and model; take them over, or log in one line why not."""
        log.info("reloading")
        try:
            # In a thread, as a model takes a second to load; messages are scored meanwhile.
            loaded = await asyncio.to_thread(_load, self.overrides)
        except (SettingsError, BundleError, OSError) as error:
            self._refuse("; ".join(str(error).splitlines()))
        else:
            self._take_over(loaded)

    def _refuse(self, why: str) -> None:
        self.release.refusal = why
        log.error("reload refused", why=why, remedy=_REMEDY)

    def _take_over(self, loaded: _Loaded) -> None:
        if loaded.scorer.version != self.scorer.model.version:
            self.scorer.replace_model(loaded.scorer)
            replace_loaded_objects()
        for pipeline in self.pipelines:
            policy = choose_policy(pipeline.platform.name, loaded.policy)
            pipeline.policies.rebase(policy)
            pipeline.store.cases.model = self.scorer.model.version
            pipeline.platform.take_policy(policy)
        for follow in self.followers:
            follow(loaded.policy)
        self.release.model, self.release.policy = self.scorer.model.version, loaded.digest
        self.release.refusal = ""
        log.info(
            "reloaded", model=self.release.model, policy=self.release.policy[:12] or "built in"
        )


@asynccontextmanager
async def reload_on_hangup(reloader: Reloader) -> AsyncIterator[None]:
    """Reload on each SIGHUP while entered; several that come during a reload are one more."""
    asked = asyncio.Event()

    async def follow() -> None:
        while True:
            await asked.wait()
            asked.clear()
            if isinstance(await run_guarded(reloader.reload(), signal="SIGHUP"), Failed):
                reloader.release.refusal = "a bug; the log says where"

    following = asyncio.create_task(follow(), name="reload")
    with suppress(NotImplementedError, AttributeError):  # Windows has no such signal
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, asked.set)
    try:
        yield
    finally:
        following.cancel()
        await asyncio.wait([following])


def _load(overrides: Mapping[str, str]) -> _Loaded:
    digest = digest_policy(overrides)  # first: a file that changes meanwhile counts as changed
    settings, policy = load_settings(overrides)
    scorer = load(settings.bundle)
    refuse_contradictions(policy, scorer.thresholds)
    return _Loaded(digest, policy, scorer)
