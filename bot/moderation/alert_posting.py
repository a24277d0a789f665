"""Alert posting: builds the alert of a case, shows it to the moderators, records that, and redraws it."""

from dataclasses import dataclass, field, replace
from functools import partial

from bot.alerts.alert import Alert, build_alert
from bot.domain.actions import Action, Enforcer, Outcome, OutcomeResult
from bot.domain.case import Case
from bot.domain.pings import choose_pings
from bot.domain.steps import Step, make_nonce
from bot.moderation.alert_holds import AlertHolds, case_key
from bot.moderation.case_updates import CaseUpdates
from bot.moderation.outage_notices import OutageNotices
from bot.moderation.review_rules import choose_buttons
from bot.moderation.word_scoring import explain_counted
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.platform_port import Platform
from bot.store.case_progress import Closed
from bot.store.policy_resolver import PolicyResolver
from bot.store.steps import APPEAL, RecordedSteps, alert_part
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class AlertPosting:
    """The posting of one platform's alerts; `enforcer` carries out what their buttons ask for."""

    platform: Platform
    enforcer: Enforcer
    policies: PolicyResolver
    scorer: AsyncScorer
    store: Store
    updates: CaseUpdates
    outage_notices: OutageNotices
    holds: AlertHolds = field(default_factory=AlertHolds)

    async def build(self, case: Case) -> Alert:
        """Build the alert of a case as it stands now, with all decisions of moderators."""
        policy = await self.policies.resolve(case.message.community)
        case_file = await self.store.case_queries.find(
            case.number, within_days=policy.strikes.within_days
        )
        assert case_file is not None
        text, words = case_file.case.message.text, case_file.case.verdict.words
        spans = await explain_counted(self.scorer, text, words)
        supported = self.enforcer.supported_on(case_file.case.message)
        buttons = choose_buttons(case_file, supported=supported)
        pings = choose_pings(policy, case_file, now=self.store.clock.now())
        return build_alert(case_file, spans, buttons=buttons, pings=pings)

    async def close(self, case: Case, outcome: Outcome) -> Closed:
        """Store the outcome of a case, and if nothing keeps its alert from being shown, that this begins."""
        key = case_key(case)
        if case.is_alerted or not self.holds.is_free(key, case.message.community):
            return Closed(await self.store.cases.close(case, outcome))
        with self.holds.sending([key]):  # nobody else sends what is begun here
            return await self.store.case_progress.close(case, outcome)

    async def show(self, case: Case, closed: Closed | None = None) -> None:
        """Show a case to the moderators, unless its community's alerts wait; redraw one that is shown.

        `closed`: the case as it was closed just before.
        """
        if case.is_alerted or self.holds.is_shown(case_key(case)):
            await self._finish(case)
            return
        send = partial(self.send, case, is_appeal=False, closed=closed)
        is_begun = closed is not None and closed.is_alert_begun
        await self.holds.send(case_key(case), case.message.community, send, is_begun=is_begun)

    async def show_appeal(self, case: Case) -> None:
        """Show the alert of a case again, now that its author appeals."""
        key = ("appeal", case.number, case.version)
        send = partial(self.send, case, is_appeal=True)
        await self.holds.send(key, case.message.community, send)

    async def redraw(self, case: Case) -> None:
        """Redraw a case where moderators were shown it, as it stands now."""
        await self.updates.redraw(self.platform, case.number, partial(self.build, case))

    async def send(self, case: Case, *, is_appeal: bool, closed: Closed | None = None) -> Outcome:
        """Build and post the alert of a case, or of an appeal against it; `closed` as above."""
        send = partial(self._send, case, is_appeal=is_appeal, closed=closed)
        return await self.outage_notices.insist(case.message.community, send)

    async def begin(
        self, alert: Alert, *, is_appeal: bool, steps: RecordedSteps | None = None
    ) -> Alert:
        """Record that an alert is going to be posted, and say in it since when it may be there."""
        steps = steps or self._open_steps(alert.case, is_appeal=is_appeal)
        begin = self.outage_notices.insist(alert.case.message.community, steps.begin, Step.ALERT)
        return replace(
            alert,
            nonce=make_nonce(steps, Step.ALERT),
            sent_since=(await begin).sent_since,
            pings=() if is_appeal else alert.pings,
        )

    async def post(self, alert: Alert, *, is_appeal: bool = False) -> Outcome:
        """Post an alert, and record that; what is not shown stays in the store."""
        if not alert.nonce:
            alert = await self.begin(alert, is_appeal=is_appeal)
        case = alert.case
        outcome = await self.platform.alert(alert)
        record = partial(self._record, case, outcome, is_appeal=is_appeal)
        await self.outage_notices.insist(case.message.community, record)
        if alert.sent_since and outcome.is_in_force:  # it may have been shown before it was done
            await self.redraw(case)
        return outcome

    async def _send(self, case: Case, *, is_appeal: bool, closed: Closed | None) -> Outcome:
        alert = await self.build(case)
        is_current = alert.case.version == case.version
        if alert.case.outcome is None and not is_current:
            # A worse version has come meanwhile, which is shown in its place.
            return Outcome.gone(Action.FLAG)
        if closed and closed.is_alert_begun and is_current:
            alert = await self.begin(alert, is_appeal=is_appeal, steps=closed.alert_steps)
        outcome = await self.post(alert, is_appeal=is_appeal)
        if outcome.is_in_force and alert.case.outcome is None:
            now = await self.store.cases.find(case.number)
            if now and now.outcome:  # it ended while it was being shown
                await self._finish(now)
        return outcome

    async def _finish(self, case: Case) -> None:
        """Record that a case is shown as it ended, which was shown before, and redraw it."""
        mark = self.store.cases.mark_alerted
        await self.outage_notices.insist(case.message.community, mark, case)
        await self.redraw(case)

    def _open_steps(self, case: Case, *, is_appeal: bool) -> RecordedSteps:
        return self.store.steps.open(case, APPEAL if is_appeal else alert_part(case))

    async def _record(self, case: Case, outcome: Outcome, *, is_appeal: bool) -> None:
        if outcome.is_in_force:
            await self.store.case_progress.mark_shown(case, is_appeal=is_appeal)
        elif outcome.result is OutcomeResult.REFUSED:
            await self._open_steps(case, is_appeal=is_appeal).withdraw(Step.ALERT)
