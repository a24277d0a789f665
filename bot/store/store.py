"""The store: every table's repository, over one engine."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.admin_notices import AdminNotices
from bot.store.appeals import Appeals
from bot.store.case_queries import CaseQueries
from bot.store.cases import Cases
from bot.store.counters import Counters
from bot.store.database.writer import Writer
from bot.store.decisions import Decisions
from bot.store.erasure import Erasure
from bot.store.last_seen import LastSeen
from bot.store.member_reports import MemberReports
from bot.store.policy_overrides import PolicyOverrides
from bot.store.recent_scores import RecentScores
from bot.store.review_queue import ReviewQueue
from bot.store.statistics import Statistics


class Store:
    """Repositories on a database opened by `open_database`. `model` names the bundle that scores."""

    def __init__(self, engine: AsyncEngine, *, model: str) -> None:
        writer = Writer(engine)
        self.cases = Cases(engine, model=model, writer=writer)
        self.case_queries = CaseQueries(writer.reader)
        self.recent_scores = RecentScores(writer.reader)
        self.review_queue = ReviewQueue(writer.reader)
        self.decisions = Decisions(writer)
        self.appeals = Appeals(writer)
        self.member_reports = MemberReports(writer, self.cases)
        self.policy_overrides = PolicyOverrides(writer)
        self.counters = Counters(writer)
        self.statistics = Statistics(writer.reader)
        self.erasure = Erasure(writer)
        self.last_seen = LastSeen(writer)
        self.admin_notices = AdminNotices(writer)
