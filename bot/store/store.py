"""The store: every table's repository, over one engine."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.abandoned import Abandoned
from bot.store.admin_notices import AdminNotices
from bot.store.alert_cards import AlertCardTable
from bot.store.appeals import Appeals
from bot.store.author_notices import AuthorNotices
from bot.store.case_queries import CaseQueries
from bot.store.case_search import CaseSearch
from bot.store.case_versions import CaseVersions
from bot.store.cases import Cases
from bot.store.counters import Counters
from bot.store.database.writer import Writer
from bot.store.decisions import Decisions
from bot.store.erasure import Erasure
from bot.store.last_seen import LastSeen
from bot.store.member_reports import MemberReports
from bot.store.outage import StoreOutage
from bot.store.own_timeouts import OwnTimeouts
from bot.store.policy_overrides import PolicyOverrides
from bot.store.recent_scores import RecentScores
from bot.store.review_queue import ReviewQueue
from bot.store.shard_leases import ShardLeases, find_shard_count
from bot.store.statistics import Statistics
from bot.store.steps import Steps


class Store:
    """Repositories on a database opened by `open_database`. `model` names the bundle that scores."""

    def __init__(self, engine: AsyncEngine, *, model: str) -> None:
        self.engine = engine
        writer = Writer(engine)
        self.outage = StoreOutage()
        self.is_shared = engine.dialect.name == "postgresql"
        self.open_shard_leases = partial(ShardLeases, writer, self.outage)
        self.find_shard_count = partial(find_shard_count, writer)
        self.cases = Cases(engine, model=model, writer=writer)
        self.case_versions = CaseVersions(writer, self.cases)
        self.alert_cards = AlertCardTable(writer)
        self.case_queries = CaseQueries(writer.reader)
        self.case_search = CaseSearch(writer.reader)
        self.recent_scores = RecentScores(writer.reader)
        self.review_queue = ReviewQueue(writer.reader)
        self.steps = Steps(writer)
        self.abandoned = Abandoned(writer)
        self.decisions = Decisions(writer)
        self.appeals = Appeals(writer)
        self.member_reports = MemberReports(writer, self.cases)
        self.policy_overrides = PolicyOverrides(writer)
        self.counters = Counters(writer)
        self.statistics = Statistics(writer.reader)
        self.own_timeouts = OwnTimeouts(writer)
        self.author_notices = AuthorNotices(writer)
        self.erasure = Erasure(writer)
        self.last_seen = LastSeen(writer)
        self.admin_notices = AdminNotices(writer)
