"""The moderation pipeline: clean, score, decide, record, enforce, record, alert."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TypeAlias

from bot.domain.actions import Action, Enforcement, Enforcer, Outcome
from bot.domain.case import Case
from bot.domain.member_links import MemberLinks
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Mode
from bot.domain.steps import StepLog
from bot.domain.verdict import Verdict
from bot.moderation.alert_posting import AlertPosting
from bot.moderation.case_enforcement import enforce_case
from bot.moderation.case_updates import CaseUpdates
from bot.moderation.deduplicator import Deduplicator
from bot.moderation.enforcement import is_author_told, link_notices, plan_enforcement
from bot.moderation.judging import Judge
from bot.moderation.message_order import MessageOrder
from bot.moderation.notice_brake import NoticeBrake
from bot.moderation.outage_notices import OutageNotices
from bot.moderation.recording import CaseRecorder, Recorded
from bot.moderation.slow_decisions import SlowDecisions
from bot.moderation.split_messages import MessageJoiner
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.decision_times import DecisionTimes
from bot.runtime.overflow import Overflow
from bot.runtime.platform_port import Platform
from bot.runtime.result import Duplicate, Failed, PipelineResult
from bot.store.author_notices import NoticeClaim
from bot.store.case_progress import Closed, Opened
from bot.store.case_versions import VersionAdded
from bot.store.database.faults import STORE_ERRORS
from bot.store.outage import StoreOutage
from bot.store.policy_resolver import PolicyResolver
from bot.store.steps import action_part
from bot.store.store import Store
from classifier import Label, LabelThresholds

ForgetAuthor: TypeAlias = Callable[[str, str], Awaitable[object]]
"""Forgets what somebody wrote in a community, by the ids of both, wherever it waits besides the store."""

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
    message_order: MessageOrder = field(default_factory=MessageOrder)
    updates: CaseUpdates = field(default_factory=CaseUpdates)
    decision_times: DecisionTimes = field(default_factory=DecisionTimes)
    forgetting: list[ForgetAuthor] = field(default_factory=list)
    member_links: MemberLinks = field(default_factory=MemberLinks)
    outage_notices: OutageNotices = field(init=False)
    alerts: AlertPosting = field(init=False)
    judge: Judge = field(init=False)
    recorder: CaseRecorder = field(init=False)

    def __post_init__(self) -> None:
        """Make the parts that share what the pipeline was given."""
        notices = OutageNotices(self.outage)
        alerts = AlertPosting(
            platform=self.platform,
            enforcer=self.enforcer,
            policies=self.policies,
            scorer=self.scorer,
            store=self.store,
            updates=self.updates,
            outage_notices=notices,
        )
        object.__setattr__(self, "outage_notices", notices)
        object.__setattr__(self, "alerts", alerts)
        object.__setattr__(self, "judge", Judge(self.policies, self.scorer))
        recorder = CaseRecorder(self.store, self.policies, self.joiner, self.make_claim)
        object.__setattr__(self, "recorder", recorder)

    def now(self) -> datetime:
        """Return the time on which the processes of its database agree."""
        return self.store.clock.now()

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
        began_at = self.decision_times.now()
        async with self.message_order.of(message):
            find_earlier = partial(self.joiner.find_earlier, message)
            evaluation = await self.judge.judge(message, find_earlier=find_earlier)
            if isinstance(evaluation, Overflow):
                return evaluation
            self.decision_times.note(began_at=began_at)
            recorded = await self.recorder.record(evaluation)
        return await self.act_on(recorded)

    async def act_on(self, recorded: Recorded) -> PipelineResult:
        """Enforce and show what was recorded of a message."""
        if recorded.opened:
            return await self.enforce_and_alert(recorded.opened.case, recorded.opened)
        case = await self.act_on_version(recorded.version) if recorded.version else None
        return recorded.left_alone or case or Duplicate()

    async def enforce_and_alert(self, case: Case, opened: Opened | None = None) -> Case:
        """Carry out what is recorded and not done yet, also of a case that a crash left behind.

        `opened`: the case where nothing of it was begun before.
        """
        async with self.updates.one_at_a_time(case.number):
            if not opened or case.number in self.updates.enforced:
                case = await self.find_again(case)  # it may have been enforced since it was read
            closed = None
            if case.outcome is None:
                closed = await self.enforce_again(case, opened)
                case = closed.case
                self.updates.enforced[case.number] = None
            await self.alerts.show(case, closed)
        if case.version and not case.is_alerted:  # moderators were shown another version before
            await self.alerts.redraw(case)
        return case

    async def find_again(self, case: Case) -> Case:
        """Return a case as it is stored now."""
        find = self.store.cases.find
        return await self.outage_notices.insist(case.message.community, find, case.number) or case

    async def enforce_again(self, case: Case, opened: Opened | None) -> Closed:
        """Carry out the action of a case, whatever came of it before; `opened` as above."""
        steps = self.store.steps.open(case, action_part(case), is_new=opened is not None)
        enforce = partial(self.enforce, case, steps, opened=opened)
        return await self.outage_notices.insist(case.message.community, enforce)

    async def act_on_version(self, added: VersionAdded) -> Case:
        """Act on a version of a message if that is still to be done, and redraw its case."""
        if added.placement.is_acted_on:
            return await self.enforce_and_alert(added.case)
        await self.alerts.redraw(added.case)
        return added.case

    async def forget_author(self, community: str, author: str) -> None:
        """Forget what somebody wrote in a community, but for what is in the store."""
        self.joiner.forget_author(self.platform.name, community, author)
        for forget in self.forgetting:
            await forget(community, author)

    async def record_timeout(self, case: Case, outcome: Outcome) -> None:
        """Record a timeout that an action on a case has set, so that it can be taken back."""
        if outcome.timeout:
            await self.store.own_timeouts.record(case.number, outcome.timeout)

    async def enforce(self, case: Case, steps: StepLog, *, opened: Opened | None) -> Closed:
        """Carry out the action of a case, as far as its steps are not finished, and store the outcome."""
        outcome = await enforce_case(self, case, steps, opened=opened)
        return await self.alerts.close(case, outcome)

    def make_claim(self, verdict: Verdict) -> NoticeClaim | None:
        """Make the claim to tell an author of what a verdict does; None where they are not told."""
        enforcer = self.enforcers[verdict.mode]
        if enforcer is self.platform and is_author_told(verdict.action, enforcer.supported):
            return self.brake.make_claim(self.now())
        return None

    async def plan(
        self,
        case: Case,
        action: Action,
        *,
        enforcer: Enforcer,
        by: Author | None = None,
        why: str = "",
        clear_days: int | None = None,
    ) -> Enforcement:
        """Plan an action on the message of a case and its author: see `plan_enforcement`.

        `clear_days` of None: as the policy says.
        """
        policy = await self.policies.resolve(case.message.community)
        planned = plan_enforcement(
            case,
            action,
            supported=enforcer.supported,
            timeout_minutes=policy.timeout_minutes,
            clear_days=policy.ban_clears_days if clear_days is None else clear_days,
            by=by,
            why=why,
        )
        return link_notices(planned, self.member_links.make(case.number, now=self.now()))

    async def notify(self, notice: Notice, steps: StepLog) -> None:
        """Send a notice to an author as a step of a decision, except in a dry run."""
        if self.enforcer is self.platform:
            link = self.member_links.make(notice.case, now=self.now())
            await self.platform.notify(replace(notice, link=link), steps)
