"""The moderation pipeline: clean, score, decide, record, enforce, record, alert."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from bot.alerts.alert import Alert, build_alert
from bot.domain.actions import Action, Enforcement, Enforcer, Outcome
from bot.domain.case import Case
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Mode
from bot.domain.strikes import escalate
from bot.domain.verdict import Verdict
from bot.moderation.alert_holds import AlertHolds
from bot.moderation.deduplicator import Deduplicator
from bot.moderation.enforcement import plan_enforcement
from bot.moderation.evaluation import Evaluation, evaluate_texts, score_texts
from bot.moderation.review_rules import choose_buttons
from bot.moderation.split_messages import MessageJoiner
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.overflow import Overflow
from bot.runtime.platform_port import Platform
from bot.runtime.rate_limits import retry_while_limited
from bot.runtime.result import Duplicate, Failed, PipelineResult
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from classifier import Label, LabelThresholds, clean


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The pipeline of one platform, with all that its steps need.

    `enforcers` by mode: the platform, or a `DryRun` in its place. `calibrated`: the bundle's thresholds.
    """

    platform: Platform
    enforcers: Mapping[Mode, Enforcer]
    policies: PolicyResolver
    calibrated: Mapping[Label, LabelThresholds]
    scorer: AsyncScorer
    store: Store
    joiner: MessageJoiner = field(default_factory=MessageJoiner)
    deduplicator: Deduplicator = field(default_factory=Deduplicator)
    holds: AlertHolds = field(default_factory=AlertHolds)

    @property
    def enforcer(self) -> Enforcer:
        """The enforcer of moderators' decisions: a mode holds back the policy alone."""
        return self.enforcers[Mode.ENFORCE]

    async def moderate(self, message: Message) -> PipelineResult:
        """Moderate a message, once however often it is delivered."""
        if not self.deduplicator.add(message):
            return Duplicate()
        result: PipelineResult = Failed()
        try:
            result = await self.moderate_once(message)
        finally:
            if isinstance(result, Failed | Overflow):
                self.deduplicator.forget(message)
        return result

    async def moderate_once(self, message: Message) -> PipelineResult:
        """Evaluate a message, alone and joined with what its author wrote just before; act on either."""
        self.joiner.add(message)
        evaluation = await self.evaluate(message)
        if isinstance(evaluation, Overflow):
            return evaluation
        if evaluation.verdict.needs_no_case and (joined := self.joiner.join(message)):
            evaluation_of_joined = await self.evaluate(joined)
            if isinstance(evaluation_of_joined, Overflow):
                return evaluation_of_joined
            if not evaluation_of_joined.verdict.needs_no_case:
                evaluation = evaluation_of_joined
        if evaluation.verdict.needs_no_case:
            return evaluation.verdict
        case = await self.record(evaluation.message, evaluation.verdict)
        return Duplicate() if case is None else await self.enforce_and_alert(case)

    async def evaluate(self, message: Message) -> Evaluation | Overflow:
        """Clean and score all texts of a message, and decide by the policy of its community."""
        scored = await score_texts(message, self.scorer.score)
        if isinstance(scored, Overflow):
            return scored
        policy = await self.policies.resolve(message.community)
        return evaluate_texts(scored, policy=policy, calibrated=self.calibrated)

    async def record(self, message: Message, verdict: Verdict) -> Case | None:
        """Open a case for a verdict, escalated by its author's strikes; None if there is one already."""
        self.joiner.forget(message)
        policy = await self.policies.resolve(message.community)
        strikes = await self.store.case_queries.count_strikes(message, policy.strikes)
        verdict = escalate(verdict, strikes, policy=policy, message=message)
        return await self.store.cases.open(message, verdict)

    async def enforce_and_alert(self, case: Case) -> Case:
        """Carry out what is recorded and not done yet, also of a case that a crash left behind."""
        if case.outcome is None:
            verdict = case.verdict
            enforcer = self.enforcers[verdict.mode]
            enforcement = await self.plan(case, verdict.action, enforcer=enforcer)
            outcome = await retry_while_limited(enforcer.enforce, enforcement)
            case = await self.store.cases.close(case, outcome)
        await self.holds.send(
            ("case", case.number), case.message.community, partial(self.send_alert, case)
        )
        return case

    async def send_alert(self, case: Case) -> Outcome:
        """Build and show the alert of a case."""
        return await self.post_alert(await self.build_alert(case))

    async def post_alert(self, alert: Alert, *, is_appeal: bool = False) -> Outcome:
        """Show an alert, and record that; what is not shown stays in the store."""
        outcome = await self.platform.alert(alert)
        if outcome.is_in_force and is_appeal:
            await self.store.appeals.mark_alerted(alert.case.number)
        elif outcome.is_in_force:
            await self.store.cases.mark_alerted(alert.case)
        return outcome

    async def plan(
        self,
        case: Case,
        action: Action,
        *,
        enforcer: Enforcer,
        by: Author | None = None,
        why: str = "",
    ) -> Enforcement:
        """Plan an action on the message of a case and its author: see `plan_enforcement`."""
        policy = await self.policies.resolve(case.message.community)
        return plan_enforcement(
            case,
            action,
            supported=enforcer.supported,
            timeout_minutes=policy.timeout_minutes,
            by=by,
            why=why,
        )

    async def build_alert(self, case: Case) -> Alert:
        """Build the alert of a case as it stands now, with all decisions of moderators."""
        policy = await self.policies.resolve(case.message.community)
        case_file = await self.store.case_queries.find(
            case.number, within_days=policy.strikes.within_days
        )
        assert case_file is not None
        spans = await self.scorer.explain(clean(case.message.text))
        buttons = choose_buttons(case_file, supported=self.enforcer.supported)
        return build_alert(case_file, spans, buttons=buttons)

    async def alert_appeal(self, case: Case) -> None:
        """Show the alert of a case again, now that its author appeals."""
        await self.holds.send(
            ("appeal", case.number), case.message.community, partial(self.send_appeal, case)
        )

    async def send_appeal(self, case: Case) -> Outcome:
        """Build and show the alert of a case with its appeal."""
        return await self.post_alert(await self.build_alert(case), is_appeal=True)

    async def notify(self, notice: Notice) -> None:
        """Send a notice to an author, except in a dry run."""
        if self.enforcer is self.platform:
            await self.platform.notify(notice)
