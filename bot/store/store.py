"""All that is kept, over one engine and one writer."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.appeals import Appeals
from bot.store.case_queries import CaseQueries
from bot.store.cases import Cases
from bot.store.counters import Counters
from bot.store.database.writer import Writer
from bot.store.decisions import Decisions
from bot.store.member_reports import MemberReports
from bot.store.presence import Presence


@dataclass(frozen=True, slots=True)
class Store:
    """What the bot remembers; `Policies` are each platform's own."""

    writer: Writer
    cases: Cases
    case_queries: CaseQueries
    decisions: Decisions
    appeals: Appeals
    member_reports: MemberReports
    counters: Counters
    presence: Presence

    @classmethod
    def over(cls, engine: AsyncEngine, *, model: str) -> Self:
        """A store on a database opened by `open_store`; `model` names the bundle that scores."""
        writer = Writer(engine)
        cases = Cases(engine, model=model, writer=writer)
        return cls(
            writer=writer,
            cases=cases,
            case_queries=CaseQueries(writer.reader),
            decisions=Decisions(writer),
            appeals=Appeals(writer),
            member_reports=MemberReports(writer, cases),
            counters=Counters(writer),
            presence=Presence(writer),
        )
