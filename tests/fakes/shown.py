"""The part of the fake platform that shows something to moderators and administrators, and records it."""

import asyncio

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.interactions.replies import FileReply, Reply
from bot.runtime.platform_port import DigestMessage


class ShownToModerators:
    """Records `alerts`, those `redrawn`, what was `announced`, `reports`, and what administrators were `told`."""

    def __init__(self) -> None:
        self.alerts: list[Alert] = []
        self.redrawn: list[Alert] = []
        self.may_redraw = asyncio.Event()
        """Is cleared by a test in which a redraw takes its time."""
        self.may_redraw.set()
        self.alert_outcome = Outcome.done(Action.FLAG)
        """The outcome of alerts and reports; those that are not in force are not recorded."""
        self.announced: list[Reply] = []
        self.reports: list[tuple[str, FileReply]] = []
        self.digests: list[DigestMessage] = []
        """Digests that were posted, those that were not taken among them."""
        self.told: list[tuple[str, Reply]] = []
        """Communities and notices of what administrators were told."""

    async def announce(self, community: str, change: Reply) -> Outcome:  # noqa: ARG002
        self.announced.append(change)
        return Outcome.done(Action.FLAG)

    async def post(self, community: str, digest: DigestMessage) -> Outcome:
        self.digests.append(digest)
        if self.alert_outcome.result is OutcomeResult.DONE:
            self.reports.append((community, digest.report))
        return self.alert_outcome

    async def alert(self, alert: Alert) -> Outcome:
        outcome = self.alert_outcome
        if outcome.is_in_force:
            self.alerts.append(alert)
        return outcome

    async def redraw(self, alert: Alert) -> None:
        await self.may_redraw.wait()
        self.redrawn.append(alert)

    async def tell_administrator(self, community: str, notice: Reply) -> Outcome:
        self.told.append((community, notice))
        return Outcome.done(Action.WARN)
