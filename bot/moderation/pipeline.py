"""The moderation pipeline: clean, score, decide, record, enforce, record, alert."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, ParamSpec, TypeVar

from bot.alerts.alert import Alert, build_alert
from bot.domain.actions import Action, Enforcement, Enforcer, Outcome, OutcomeResult
from bot.domain.case import Case
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Mode
from bot.domain.steps import Step, StepLog, make_nonce
from bot.domain.strikes import escalate
from bot.domain.verdict import Verdict
from bot.domain.versions import Placement
from bot.moderation.alert_holds import AlertHolds, case_key
from bot.moderation.case_enforcement import enforce_case
from bot.moderation.case_updates import CaseUpdates
from bot.moderation.deduplicator import Deduplicator
from bot.moderation.enforcement import plan_enforcement
from bot.moderation.evaluation import Evaluation, evaluate_texts, score_texts
from bot.moderation.notice_brake import NoticeBrake
from bot.moderation.outage_notices import OutageNotices
from bot.moderation.review_rules import choose_buttons
from bot.moderation.slow_decisions import SlowDecisions
from bot.moderation.split_messages import MessageJoiner
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.overflow import Overflow
from bot.runtime.platform_port import Platform
from bot.runtime.result import Duplicate, Failed, PipelineResult
from bot.store.database.faults import STORE_ERRORS, is_passing
from bot.store.outage import StoreOutage
from bot.store.policy_resolver import PolicyResolver
from bot.store.steps import APPEAL, RecordedSteps, action_part, alert_part
from bot.store.store import Store
from classifier import Label, LabelThresholds

P = ParamSpec("P")
T = TypeVar("T")

_INTAKE = "intake"
"""The work of recording messages, of which the outage is told."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The pipeline of one platform, with all that its steps need.

    `enforcers` by mode: the platform, or a `DryRun` in its place.
    """

    platform: Platform
    enforcers: Mapping[Mode, Enforcer]
    policies: PolicyResolver
    scorer: AsyncScorer
    store: Store
    joiner: MessageJoiner = field(default_factory=MessageJoiner)
    deduplicator: Deduplicator = field(default_factory=Deduplicator)
    brake: NoticeBrake = field(default_factory=NoticeBrake)
    slow_decisions: SlowDecisions = field(default_factory=SlowDecisions)
    holds: AlertHolds = field(default_factory=AlertHolds)
    updates: CaseUpdates = field(default_factory=CaseUpdates)
    outage_notices: OutageNotices = field(default_factory=OutageNotices)

    @property
    def calibrated(self) -> Mapping[Label, LabelThresholds]:
        """The thresholds of the bundle that scores."""
        return self.scorer.model.thresholds

    @property
    def enforcer(self) -> Enforcer:
        """The enforcer of moderators' decisions: a mode holds back the policy alone."""
        return self.enforcers[Mode.ENFORCE]

    @property
    def outage(self) -> StoreOutage:
        """The outage of the database, if there is one."""
        return self.store.outage

    async def moderate(self, message: Message) -> PipelineResult:
        """Moderate a message, once however often it is delivered."""
        if not self.deduplicator.add(message):
            return Duplicate()
        result: PipelineResult = Failed()
        try:
            result = await self.moderate_once(message)
            self.outage.note_success(_INTAKE)
        except STORE_ERRORS as error:
            if not self.outage.note(_INTAKE, error):
                raise
            self.outage_notices.tell(message.community)
            result = Overflow(self.outage.wait)
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
            if message.edited_at:
                await self.add_version(evaluation.message, evaluation.verdict)
            return evaluation.verdict
        verdict = await self.escalate(evaluation.message, evaluation.verdict)
        if case := await self.record(evaluation.message, verdict):
            return await self.enforce_and_alert(case, is_new=True)
        return await self.add_version(evaluation.message, verdict) or Duplicate()

    async def evaluate(self, message: Message) -> Evaluation | Overflow:
        """Clean and score all texts of a message, and decide by the policy of its community."""
        while True:
            model = self.scorer.model
            scored = await score_texts(message, self.scorer.score)
            if isinstance(scored, Overflow):
                return scored
            policy = await self.policies.resolve(message.community)
            if (
                self.scorer.model is model
            ):  # else another was loaded meanwhile, with its own thresholds
                return evaluate_texts(scored, policy=policy, calibrated=model.thresholds)

    async def escalate(self, message: Message, verdict: Verdict) -> Verdict:
        """Escalate a verdict by the strikes of its author."""
        policy = await self.policies.resolve(message.community)
        strikes = await self.store.case_queries.count_strikes(message, policy.strikes)
        return escalate(verdict, strikes, policy=policy, message=message)

    async def record(self, message: Message, verdict: Verdict) -> Case | None:
        """Open a case for a verdict; None if its message has one already."""
        with self.joiner.taking(message):
            return await self.store.cases.open(message, verdict)

    async def enforce_and_alert(self, case: Case, *, is_new: bool = False) -> Case:
        """Carry out what is recorded and not done yet, also of a case that a crash left behind.

        `is_new`: nothing of it was begun before.
        """
        async with self.updates.one_at_a_time(case.number):
            if case.outcome is None and case.number in self.updates.enforced:
                # Who looked for what an earlier run left has found it just before, or was before.
                case = await self.find_again(case)
            if case.outcome is None:
                case = await self.enforce_again(case, is_new=is_new)
                self.updates.enforced[case.number] = None
            await self.show(case)
            return case

    async def find_again(self, case: Case) -> Case:
        """Return a case as it is stored now."""
        find = self.store.cases.find
        return await self.insist(case.message.community, find, case.number) or case

    async def enforce_again(self, case: Case, *, is_new: bool = False) -> Case:
        """Carry out the action of a case, whatever came of it before; `is_new` as above."""
        steps = self.store.steps.open(case, action_part(case), is_new=is_new)
        return await self.insist(case.message.community, self.enforce, case, steps)

    async def add_version(self, message: Message, verdict: Verdict) -> Case | None:
        """Add a version to the case of its message, act and show it anew if it is worse, and redraw it.

        Return None if the message has no case, or its case has this version.
        """
        added = await self.store.case_versions.add(message, verdict)
        if added is None:
            return None
        case = added.case
        async with self.updates.one_at_a_time(case.number):
            if added.is_acted_on:
                case = await self.enforce_again(case)
            if added.placement is Placement.ANEW:
                await self.show(case)
        await self.redraw(case)  # what was shown before, once that is shown
        return case

    async def redraw(self, case: Case) -> None:
        """Redraw a case where moderators were shown it, as it stands now."""
        await self.updates.redraw(self.platform, case.number, partial(self.build_alert, case))

    async def show(self, case: Case) -> None:
        """Show a case to the moderators, unless its community's alerts wait; redraw one that is shown."""
        if self.holds.is_shown(case_key(case)):
            await self._finish_alert(case)
            return
        await self.holds.send(
            case_key(case), case.message.community, partial(self.send_alert, case)
        )

    async def _finish_alert(self, case: Case) -> None:
        """Record that a case is shown as it ended, which was shown while it was pending."""
        await self.insist(case.message.community, self.store.cases.mark_alerted, case)
        await self.redraw(case)

    async def record_timeout(self, case: Case, outcome: Outcome) -> None:
        """Record a timeout that an action on a case has set, so that it can be taken back."""
        if outcome.timeout:
            await self.store.own_timeouts.record(case.number, outcome.timeout)

    async def enforce(self, case: Case, steps: StepLog) -> Case:
        """Carry out the action of a case, as far as its steps are not finished, and store the outcome."""
        return await self.store.cases.close(case, await enforce_case(self, case, steps))

    async def insist(
        self,
        community: str,
        call: Callable[P, Coroutine[Any, Any, T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call again while the database cannot be used, and tell the moderators of that."""

        async def try_once() -> T:
            try:
                return await call(*args, **kwargs)
            except STORE_ERRORS as error:
                if is_passing(error):
                    self.outage_notices.tell(community)
                raise

        return await self.outage.insist(try_once)

    async def send_alert(self, case: Case) -> Outcome:
        """Build and show the alert of a case."""
        return await self.insist(case.message.community, self._send_alert, case, is_appeal=False)

    async def _send_alert(self, case: Case, *, is_appeal: bool) -> Outcome:
        alert = await self.build_alert(case)
        if alert.case.outcome is None and alert.case.version != case.version:
            # A worse version has come meanwhile, which is shown in its place.
            return Outcome.gone(Action.FLAG)
        outcome = await self.post_alert(alert, is_appeal=is_appeal)
        if outcome.is_in_force and alert.case.outcome is None:
            now = await self.store.cases.find(case.number)
            if now and now.outcome:  # it ended while it was being shown
                await self._finish_alert(now)
        return outcome

    async def begin_alert(self, alert: Alert, *, is_appeal: bool) -> Alert:
        """Record that an alert is going to be shown, and say in it since when it may be there."""
        steps = self._open_alert(alert.case, is_appeal=is_appeal)
        record = await self.insist(alert.case.message.community, steps.begin, Step.ALERT)
        return replace(alert, nonce=make_nonce(steps, Step.ALERT), sent_since=record.sent_since)

    async def post_alert(self, alert: Alert, *, is_appeal: bool = False) -> Outcome:
        """Show an alert, and record that; what is not shown stays in the store."""
        if not alert.nonce:
            alert = await self.begin_alert(alert, is_appeal=is_appeal)
        case, steps = alert.case, self._open_alert(alert.case, is_appeal=is_appeal)
        outcome = await self.platform.alert(alert)
        record_shown = partial(self._record_alert, case, steps, outcome, is_appeal=is_appeal)
        await self.insist(case.message.community, record_shown)
        if alert.sent_since and outcome.is_in_force:  # it may have been shown before it was done
            await self.redraw(case)
        return outcome

    def _open_alert(self, case: Case, *, is_appeal: bool) -> RecordedSteps:
        return self.store.steps.open(case, APPEAL if is_appeal else alert_part(case))

    async def _record_alert(
        self, case: Case, steps: RecordedSteps, outcome: Outcome, *, is_appeal: bool
    ) -> None:
        if outcome.is_in_force and is_appeal:
            await self.store.appeals.mark_alerted(case.number)
        elif outcome.is_in_force and case.outcome:  # a pending one is to be redrawn yet
            await self.store.cases.mark_alerted(case)
        elif outcome.result is OutcomeResult.REFUSED:
            await steps.withdraw(Step.ALERT)

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
        spans = await self.scorer.explain(case_file.case.message.text)
        supported = self.enforcer.supported_on(case_file.case.message)
        buttons = choose_buttons(case_file, supported=supported)
        return build_alert(case_file, spans, buttons=buttons)

    async def alert_appeal(self, case: Case) -> None:
        """Show the alert of a case again, now that its author appeals."""
        await self.holds.send(
            ("appeal", case.number, case.version),
            case.message.community,
            partial(self.send_appeal, case),
        )

    async def send_appeal(self, case: Case) -> Outcome:
        """Build and show the alert of a case with its appeal."""
        return await self.insist(case.message.community, self._send_alert, case, is_appeal=True)

    async def notify(self, notice: Notice, steps: StepLog) -> None:
        """Send a notice to an author as a step of a decision, except in a dry run."""
        if self.enforcer is self.platform:
            await self.platform.notify(notice, steps)
