"""The store: every table's repository, over one engine."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.alert_cards import AlertCardTable
from bot.store.appeals import Appeals
from bot.store.case_fates import CaseFates
from bot.store.case_progress import CaseProgress
from bot.store.case_queries import CaseQueries
from bot.store.case_search import CaseSearch
from bot.store.case_versions import CaseVersions
from bot.store.cases import Cases
from bot.store.counters import Counters
from bot.store.database.writer import Writer
from bot.store.decisions import Decisions
from bot.store.desk import DeskStore
from bot.store.digest_runs import DigestRuns
from bot.store.erasure import Erasure
from bot.store.handed_cases import HandedCases
from bot.store.judged import Judged
from bot.store.last_seen import LastSeen
from bot.store.living_processes import LivingProcesses
from bot.store.member_reports import MemberReports
from bot.store.members import Members
from bot.store.near_scores import NearScores
from bot.store.notices import Notices
from bot.store.outage import StoreOutage
from bot.store.own_timeouts import OwnTimeouts
from bot.store.policy_overrides import PolicyOverrides
from bot.store.review_queue import ReviewQueue
from bot.store.shard_leases import Shards
from bot.store.shared_clock import SharedClock
from bot.store.statistics import Statistics
from bot.store.steps import Steps
from bot.store.stored_scores import StoredScoreQueries
from bot.store.text_retention import TextRetention


class Store:
    """Repositories on a database opened by `open_database`. `model` names the bundle that scores.

    `clock`: the one by which times are stored that other processes read.
    """

    def __init__(
        self, engine: AsyncEngine, *, model: str, clock: SharedClock | None = None
    ) -> None:
        writer = Writer(engine)
        self.outage, self.clock = StoreOutage(), clock or SharedClock()
        self.shards = Shards(writer, self.outage, self.clock)
        self.cases = Cases(engine, model=model, writer=writer)
        self.case_versions = CaseVersions(writer, self.cases)
        self.handed_cases = HandedCases(writer)
        self.case_queries = CaseQueries(writer.reader)
        self.case_search = CaseSearch(writer.reader)
        self.near_scores = NearScores(writer)
        self.stored_scores = StoredScoreQueries(writer.reader)
        self.review_queue = ReviewQueue(writer)
        self.steps = Steps(writer, self.clock)
        self.living = LivingProcesses(writer, self.outage, self.clock)
        self.decisions = Decisions(writer)
        self.appeals = Appeals(writer)
        self.member_reports = MemberReports(writer, self.cases)
        self.policy_overrides = PolicyOverrides(writer)
        self.counters = Counters(writer)
        self.statistics = Statistics(writer.reader)
        self.erasure = Erasure(writer)
        self.case_fates = CaseFates(writer)
        self.members = Members(writer)
        self.text_retention = TextRetention(writer)
        self.digest_runs = DigestRuns(writer)
        self.desk = DeskStore(writer)
        self.judged = Judged(writer.reader)
        self.notices = Notices(writer)
        self.last_seen = LastSeen(writer)
        self.alert_cards, self.own_timeouts = AlertCardTable(writer), OwnTimeouts(writer)
        self.case_progress = CaseProgress(
            writer=writer,
            cases=self.cases,
            steps=self.steps,
            notices=self.notices.authors,
            cards=self.alert_cards,
            appeals=self.appeals,
        )
