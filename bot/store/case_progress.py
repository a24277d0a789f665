"""Progress of a case: the transactions in which it is opened, closed and shown, each with what comes next.

A durable commit and the way to it cost more than what is written: so the intent of a step is stored together with the
outcome of the one before it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.actions import Outcome
from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.steps import Step, StepRecord
from bot.domain.verdict import Verdict
from bot.store.alert_cards import AlertCardTable
from bot.store.appeals import Appeals
from bot.store.author_notices import AuthorNotices, NoticeClaim
from bot.store.cases import Cases
from bot.store.database.writer import Writer
from bot.store.steps import RecordedSteps, Steps, alert_part


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was just opened, of which nothing was begun yet.

    `told_at`: when the right to tell its author was claimed; None if they are not told, or were of another a moment ago.
    """

    case: Case
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """A case that was just closed, and where its alert is shown next, the log of that, in which it was begun."""

    case: Case
    alert_steps: RecordedSteps | None = None

    @property
    def is_alert_begun(self) -> bool:
        """True while it is recorded that the alert begins, and nobody has begun it since."""
        return self.alert_steps is not None and self.alert_steps.is_begun_ahead(Step.ALERT)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProgress:
    """Repository of these transactions, over the tables that each of them writes."""

    writer: Writer
    cases: Cases
    steps: Steps
    notices: AuthorNotices
    cards: AlertCardTable
    appeals: Appeals

    async def open(
        self,
        message: Message,
        verdict: Verdict,
        *,
        claim: NoticeClaim | None = None,
        unless_accepted: bool = False,
    ) -> Opened | None:
        """Store the intent, as `Cases.open` does, and with it the claim to tell the author, if they are to be told."""
        inserting = self.cases.prepare(message, verdict, unless_accepted=unless_accepted)

        async def work(connection: AsyncConnection) -> Opened | None:
            number = await inserting(connection)
            if number is None:
                return None
            case = Case(number, message, verdict)
            is_claimed = claim and await self.notices.claim_in(connection, message, number, claim)
            return Opened(case, claim.told_at if claim and is_claimed else None)

        return await self.writer.write(work)

    async def close(self, case: Case, outcome: Outcome) -> Closed:
        """Store the outcome of a version, and that its alert begins, unless the case has gone on to another."""
        alert_steps = self.steps.open(case, alert_part(case))
        beginning = alert_steps.prepare(Step.ALERT)

        async def work(connection: AsyncConnection) -> StepRecord | None:
            is_current = await self.cases.close_in(connection, case, outcome)
            return await beginning.write(connection) if is_current else None

        if record := await self.writer.write(work):
            alert_steps.note_begun(beginning, record)
        return Closed(replace(case, outcome=outcome), alert_steps)

    async def mark_shown(self, case: Case, *, is_appeal: bool = False) -> None:
        """Record where moderators are shown a case or an appeal; once it is closed, that nothing is left to be done."""
        cards = self.cards.noted(case.number)
        if not (cards or is_appeal or case.outcome):
            return

        async def work(connection: AsyncConnection) -> None:
            await self.cards.insert(connection, case.number, cards)
            if is_appeal:
                await self.appeals.mark_alerted_in(connection, case.number)
            elif case.outcome:  # a pending one is to be redrawn yet
                await self.cases.mark_alerted_in(connection, case)

        await self.writer.write(work)
        self.cards.forget_noted(case.number, cards)
