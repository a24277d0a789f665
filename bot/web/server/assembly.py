"""Assembly: the API and what stands around it, from a scorer and options."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.blocking_scorer import BlockingScorer
from bot.web.openai.moderations import Moderator
from bot.web.perspective.analyze import Analyzer
from bot.web.perspective.score_suggestions import SuggestionBox, SuggestionStore
from bot.web.perspective.unknown_attributes import UnknownAttributes, UnknownPolicy
from bot.web.server.access import AccessControl
from bot.web.server.api_keys import ApiKeys, WrongKeys
from bot.web.server.application import Endpoints, build_application
from bot.web.server.batch import BatchMiddleware
from bot.web.server.cors import ApiCors
from bot.web.server.middleware import AccessMiddleware, RequestMetrics, SlashMiddleware
from bot.web.server.rate_limit import RateLimiter
from bot.web.shared.model_info import DescribedScorer, ModelInfo


class WebScorer(BlockingScorer, DescribedScorer, Protocol):
    """A scorer that also identifies its bundle."""


@dataclass(frozen=True, slots=True)
class ApiOptions:
    """Options of the API; `rate` are requests a second for each key, `clock` gives seconds."""

    keys: Sequence[str] = ()
    rate: float | None = None
    origins: Sequence[str] = ()
    unknown: UnknownPolicy = "drop"
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


def build_site(
    scorer: WebScorer,
    *,
    scoring: AsyncScorer,
    store: AbstractAsyncContextManager[SuggestionStore],
    registry: CollectorRegistry,
    options: ApiOptions,
) -> FastAPI:
    """Build the API on a scorer, open to everyone."""
    model = ModelInfo.of(scorer)
    unknown = UnknownAttributes(options.unknown, registry)
    endpoints = Endpoints(
        scoring=scoring,
        analyzer=Analyzer(scoring, unknown, model),
        suggestions=SuggestionBox(unknown),
        moderator=Moderator(scoring, scorer.thresholds, model),
        model=model,
    )
    return build_application(endpoints, store=store, registry=registry, origins=options.origins)


def protect(
    site: ASGIApp, *, registry: CollectorRegistry, version: str, options: ApiOptions
) -> ASGIApp:
    """Put keys, limits, metrics, batches and CORS around a site."""
    rate, clock = options.rate, options.clock
    access = AccessControl(
        keys=ApiKeys(options.keys),
        limiter=RateLimiter(rate, burst=rate, clock=clock) if rate else None,
        wrong_keys=WrongKeys(registry, clock=clock),
        sleep=options.sleep,
    )
    metrics = RequestMetrics(registry)
    guarded = AccessMiddleware(site, access=access, metrics=metrics, version=version)
    return SlashMiddleware(ApiCors(BatchMiddleware(guarded), origins=options.origins))
