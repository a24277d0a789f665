"""The line that every message passes: clean, score, decide, record, act, record, alert."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.alerts.alert import Alert, build_alert
from bot.domain.actions import Action, Enforcer, Outcome, carry_out
from bot.domain.case import Case
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Mode
from bot.domain.strikes import escalate
from bot.domain.verdict import Verdict, decide
from bot.moderation.deduplicator import Deduplicator
from bot.moderation.enforcement import plan_enforcement
from bot.moderation.review_rules import choose_buttons
from bot.moderation.split_messages import MessageJoiner
from bot.runtime.async_scorer import AsyncScorer, Overflow
from bot.runtime.platform_port import Platform
from bot.runtime.result import Duplicate, Failed, PipelineResult
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from classifier import Label, LabelThresholds, clean


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Everything the line needs, for one platform.

    `actors` say who acts in each mode: the platform itself, or one that only pretends.
    """

    platform: Platform
    enforcers: Mapping[Mode, Enforcer]
    policies: PolicyResolver
    calibrated: Mapping[Label, LabelThresholds]
    scorer: AsyncScorer
    store: Store
    joiner: MessageJoiner = field(default_factory=MessageJoiner)
    deduplicator: Deduplicator = field(default_factory=Deduplicator)

    @property
    def enforcer(self) -> Enforcer:
        """Who acts when a person asks for it: a mode holds back the policy alone."""
        return self.enforcers[Mode.ENFORCE]

    async def moderate(self, message: Message) -> PipelineResult:
        """The whole way of one message, once however often it is brought."""
        if not self.deduplicator.add(message):
            return Duplicate()
        answer: PipelineResult = Failed()
        try:
            answer = await self.moderate_once(message)
        finally:
            if isinstance(answer, Failed | Overflow):
                self.deduplicator.forget(message)
        return answer

    async def moderate_once(self, message: Message) -> PipelineResult:
        """Walk the line with a message, and where that finds nothing, with what it is a part of."""
        self.joiner.add(message)
        answer = await self.evaluate(message)
        if isinstance(answer, Verdict) and (whole := self.joiner.join(message)):
            of_whole = await self.evaluate(whole)
            return answer if isinstance(of_whole, Verdict) else of_whole
        return answer

    async def evaluate(self, message: Message) -> PipelineResult:
        """The straight line, as far as it leads: what asks for nothing has no case."""
        text = clean(message.text)
        scores = await self.scorer.score(text)
        if isinstance(scores, Overflow):
            return scores
        policy = await self.policies.of(message.community)
        verdict = decide(policy, message, scores=scores, calibrated=self.calibrated)
        if verdict.needs_no_case:
            return verdict
        self.joiner.forget(message)
        strikes = await self.store.case_queries.count_strikes(message, policy.strikes)
        verdict = escalate(verdict, strikes, policy=policy, message=message)
        case = await self.store.cases.open(message, verdict)
        return Duplicate() if case is None else await self.enforce_and_alert(case)

    async def enforce_and_alert(self, case: Case) -> Case:
        """Do what is recorded and not yet done: also for the cases that a crash left behind."""
        if case.outcome is None:
            verdict = case.verdict
            outcome = await self.enforce(case, verdict.action, actor=self.enforcers[verdict.mode])
            case = await self.store.cases.close(case, outcome)
        await self.platform.alert(await self.build_alert(case))
        await self.store.cases.mark_alerted(case)
        return case

    async def enforce(
        self,
        case: Case,
        action: Action,
        *,
        actor: Enforcer,
        by: Author | None = None,
        words: str = "",
    ) -> Outcome:
        """Do it to the message of a case and its author; `by` and `words` as in `prepare`."""
        policy = await self.policies.of(case.message.community)
        enforcement = plan_enforcement(
            case,
            action,
            supported=actor.supported,
            timeout_minutes=policy.timeout_minutes,
            by=by,
            words=words,
        )
        return await carry_out(enforcement, actor=actor)

    async def build_alert(self, case: Case) -> Alert:
        """A case as moderators see it now, with all that people did about it."""
        policy = await self.policies.of(case.message.community)
        case_file = await self.store.case_queries.find(
            case.number, within_days=policy.strikes.within_days
        )
        assert case_file is not None
        spans = await self.scorer.explain(clean(case.message.text))
        buttons = choose_buttons(case_file, supported=self.enforcer.supported)
        return build_alert(case_file, spans, buttons=buttons)

    async def alert_appeal(self, case: Case) -> None:
        """Show the moderators a case again, now that its author objects."""
        await self.platform.alert(await self.build_alert(case))
        await self.store.appeals.mark_alerted(case.number)

    async def notify(self, notice: Notice) -> None:
        """Say something to an author, unless all is pretended."""
        if self.enforcer is self.platform:
            await self.platform.notify(notice)
