"""The line that every message passes: clean, score, decide, record, act, record, alert."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.alerts.alert import Alert, render
from bot.domain.actions import Action, Actor, Outcome, carry_out
from bot.domain.case import Case
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Mode
from bot.domain.strikes import harden
from bot.domain.verdict import Verdict, decide
from bot.moderation.deduplicator import Seen
from bot.moderation.enforcement import prepare
from bot.moderation.review_rules import choose_buttons
from bot.moderation.split_messages import Joins
from bot.runtime.async_scorer import Overflow, Scoring
from bot.runtime.platform_port import Platform
from bot.runtime.result import Answer, Failed, Redelivered
from bot.store.policy_resolver import Policies
from bot.store.store import Store
from classifier import Label, Threshold, clean


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Everything the line needs, for one platform.

    `actors` say who acts in each mode: the platform itself, or one that only pretends.
    """

    platform: Platform
    actors: Mapping[Mode, Actor]
    policies: Policies
    calibrated: Mapping[Label, Threshold]
    scoring: Scoring
    store: Store
    joins: Joins = field(default_factory=Joins)
    seen: Seen = field(default_factory=Seen)

    @property
    def actor(self) -> Actor:
        """Who acts when a person asks for it: a mode holds back the policy alone."""
        return self.actors[Mode.ENFORCE]

    async def moderate(self, message: Message) -> Answer:
        """The whole way of one message, once however often it is brought."""
        if not self.seen.add(message):
            return Redelivered()
        answer: Answer = Failed()
        try:
            answer = await self.look_at(message)
        finally:
            if isinstance(answer, Failed | Overflow):
                self.seen.forget(message)
        return answer

    async def look_at(self, message: Message) -> Answer:
        """Walk the line with a message, and where that finds nothing, with what it is a part of."""
        self.joins.add(message)
        answer = await self.walk(message)
        if isinstance(answer, Verdict) and (whole := self.joins.join(message)):
            of_whole = await self.walk(whole)
            return answer if isinstance(of_whole, Verdict) else of_whole
        return answer

    async def walk(self, message: Message) -> Answer:
        """The straight line, as far as it leads: what asks for nothing has no case."""
        text = clean(message.text)
        scores = await self.scoring.score(text)
        if isinstance(scores, Overflow):
            return scores
        policy = await self.policies.of(message.community)
        verdict = decide(policy, message, scores=scores, calibrated=self.calibrated)
        if verdict.asks_nothing:
            return verdict
        self.joins.forget(message)
        strikes = await self.store.dossiers.count_strikes(message, policy.strikes)
        verdict = harden(verdict, strikes, policy=policy, message=message)
        case = await self.store.cases.open(message, verdict)
        return Redelivered() if case is None else await self.finish(case)

    async def finish(self, case: Case) -> Case:
        """Do what is recorded and not yet done: also for the cases that a crash left behind."""
        if case.outcome is None:
            verdict = case.verdict
            outcome = await self.act(case, verdict.action, actor=self.actors[verdict.mode])
            case = await self.store.cases.close(case, outcome)
        await self.platform.alert(await self.draw(case))
        await self.store.cases.mark_alerted(case)
        return case

    async def act(
        self,
        case: Case,
        action: Action,
        *,
        actor: Actor,
        by: Author | None = None,
        words: str = "",
    ) -> Outcome:
        """Do it to the message of a case and its author; `by` and `words` as in `prepare`."""
        policy = await self.policies.of(case.message.community)
        deed = prepare(
            case,
            action,
            supported=actor.supported,
            timeout_minutes=policy.timeout_minutes,
            by=by,
            words=words,
        )
        return await carry_out(deed, actor=actor)

    async def draw(self, case: Case) -> Alert:
        """A case as moderators see it now, with all that people did about it."""
        policy = await self.policies.of(case.message.community)
        dossier = await self.store.dossiers.find(
            case.number, within_days=policy.strikes.within_days
        )
        assert dossier is not None
        spans = await self.scoring.explain(clean(case.message.text))
        buttons = choose_buttons(dossier, supported=self.actor.supported)
        return render(dossier, spans, buttons=buttons)

    async def show_appeal(self, case: Case) -> None:
        """Show the moderators a case again, now that its author objects."""
        await self.platform.alert(await self.draw(case))
        await self.store.appeals.mark_alerted(case.number)

    async def tell(self, notice: Notice) -> None:
        """Say something to an author, unless all is pretended."""
        if self.actor is self.platform:
            await self.platform.tell(notice)
