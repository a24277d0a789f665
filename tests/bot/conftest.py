"""Fixtures: a database for each test, a store and a pipeline on it, and the captured log."""

import io
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from sqlalchemy import false, func, select
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import choose_enforcers
from bot.config.database_url import parse_url
from bot.domain.member_links import MemberLinks
from bot.domain.policy import Mode, Policy
from bot.health.logging import configure_logging
from bot.interactions.requests import LookUpMember
from bot.moderation.pipeline import Pipeline
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.platform_port import Platform
from bot.store.cases import Cases
from bot.store.database.engine import open_database
from bot.store.database.tables import cases as cases_table
from bot.store.database.writer import read_only
from bot.store.policy_resolver import PolicyResolver
from bot.store.shared_clock import SharedClock
from bot.store.store import Store
from bot.store.waiting import needs_review
from tests.fakes.club import Club
from tests.fakes.platform import FakePlatform
from tests.fakes.scorer import StandInScorer

MakePipeline = Callable[..., Pipeline]


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """Return the URL of a new database: SQLite's, or PostgreSQL's under `make test-postgres`."""
    if request.config.pluginmanager.has_plugin("tests.bot.postgres.plugin"):
        url: URL = request.getfixturevalue("postgres_address")
        return url
    return parse_url(f"sqlite:///{tmp_path}/parley.db")


@pytest.fixture
async def engine(address: URL) -> AsyncIterator[AsyncEngine]:
    engine = await open_database(address)
    yield engine
    await engine.dispose()


@pytest.fixture
def cases(engine: AsyncEngine) -> Cases:
    return Cases(engine, model="stand-in")


@pytest.fixture
def machine() -> Callable[[], datetime]:
    """The clock of the machine; a module of tests may put another in its place."""
    return lambda: datetime.now(UTC)


@pytest.fixture
def store(engine: AsyncEngine, machine: Callable[[], datetime]) -> Store:
    return Store(engine, model="stand-in", clock=SharedClock(machine))


@pytest.fixture
def stand_in() -> StandInScorer:
    """The fake scorer behind a pipeline; a module of tests may put another in its place."""
    return StandInScorer()


@pytest.fixture
def member_links() -> MemberLinks:
    """The links of notices: none, as without a desk; a module of tests may put others in their place."""
    return MemberLinks()


@pytest.fixture
async def make_pipeline(
    store: Store, engine: AsyncEngine, stand_in: StandInScorer, member_links: MemberLinks
) -> AsyncIterator[MakePipeline]:
    """Return a function that makes the pipeline of a platform, enforcing by default.

    Whatever a test did, the cases that are marked as waiting are those that wait.
    """
    async with AsyncScorer(stand_in) as scorer:

        def make(
            platform: Platform, *, policy: Policy | None = None, is_dry_run: bool = False
        ) -> Pipeline:
            return Pipeline(
                platform=platform,
                enforcers=choose_enforcers(platform, is_dry_run=is_dry_run),
                policies=PolicyResolver(
                    store.policy_overrides,
                    platform=platform.name,
                    base=policy or Policy(mode=Mode.ENFORCE),
                ),
                scorer=scorer,
                store=store,
                member_links=member_links,
            )

        yield make
    async with read_only(engine).connect() as connection:
        misjudged = select(cases_table.c.number).where(
            cases_table.c.is_waiting != func.coalesce(needs_review(), false())
        )
        assert (await connection.execute(misjudged)).all() == []


MakeClub = Callable[..., Club]


@pytest.fixture
def make_club(make_pipeline: MakePipeline) -> MakeClub:
    """Return a function that makes a club on a fake platform, enforcing by default."""

    def make(policy: Policy | None = None, *, is_dry_run: bool = False) -> Club:
        platform = FakePlatform()
        return Club(platform, make_pipeline(platform, policy=policy, is_dry_run=is_dry_run))

    return make


@pytest.fixture
def club(make_club: MakeClub) -> Club:
    return make_club()


async def strikes_of_kim(club: Club) -> str:
    """Return kim's history: "1 strike in 30 days, 2 earlier cases"."""
    return (await club.ask(LookUpMember("kim-1"))).title


@pytest.fixture(autouse=True)
def forget_log_configuration() -> Iterator[None]:
    """Undo what a test configures of the log: it would write to a stream of that test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


class Capture:
    """The captured log."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()


@pytest.fixture
def capture(monkeypatch: pytest.MonkeyPatch) -> Iterator[Capture]:
    """Capture the log, configured as by the bot; undone afterwards."""
    captured = Capture()
    monkeypatch.setattr(sys, "stderr", captured.stream)
    configure_logging("debug")
    yield captured
    structlog.reset_defaults()
    logging.basicConfig(force=True)
