"""The notice brake: an author of many deleted messages is told at once of the first, and gathered of the others."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.actions import TOLD_LATER, Action, Enforcement, Outcome, OutcomeResult
from bot.domain.case import Case
from bot.domain.notice import Notice
from bot.domain.steps import Step
from bot.moderation.enforcement import gathered_notice
from bot.runtime.error_boundary import run_guarded
from bot.runtime.result import Failed
from bot.store.author_notices import NoticeClaim
from bot.store.case_progress import Opened
from bot.store.store import Store

PAUSE = timedelta(minutes=10)
"""Time between two notices of deletions and warnings to one author in a community."""

_RETRY_AFTER = 60.0
"""Seconds until the next try where the database fails."""

Enforce = Callable[[Enforcement], Awaitable[Outcome]]
Notify = Callable[[Notice], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class NoticeBrake:
    """The brake of one platform. What it holds is stored, and a restart does not begin anew."""

    pause: timedelta = field(default_factory=lambda: PAUSE)
    _has_held: asyncio.Event = field(default_factory=asyncio.Event)

    def make_claim(self, now: datetime) -> NoticeClaim:
        """Make the claim to tell an author of a case now."""
        return NoticeClaim(now, self.pause)

    async def enforce(
        self,
        case: Case,
        enforcement: Enforcement,
        enforce: Enforce,
        *,
        store: Store,
        opened: Opened | None = None,
    ) -> Outcome:
        """Enforce what the policy wants, without a notice to an author who was told a moment ago.

        `opened`: the case as it was just opened, with the claim that was made then; else it is made now.
        """
        notices, message = store.notices.authors, case.message
        if enforcement.notice is None or await _is_told(enforcement):
            return await enforce(enforcement)
        told_at = opened.told_at if opened else await self._claim(case, store)
        if told_at:
            outcome = await enforce(enforcement)
            if not outcome.is_in_force:
                await notices.release(message, told_at=told_at)
            return outcome
        outcome = await _enforce_silently(enforcement, enforce)
        if outcome.is_in_force and outcome.action in (Action.WARN, Action.DELETE):
            await notices.hold(message, case.number)
            self._has_held.set()
        return outcome

    async def run(self, platform: str, notify: Notify, *, store: Store) -> None:
        """Tell authors of what was held for them, each once their pause is over, until cancelled."""
        while True:
            waiting = store.outage.insist(self._wait_for_due, platform, store)
            result = await run_guarded(waiting, notices=platform)
            if not isinstance(result, Failed):
                sending = store.outage.insist(self.send_due, platform, notify, store=store)
                result = await run_guarded(sending)
            if isinstance(result, Failed):
                await asyncio.sleep(_RETRY_AFTER)

    async def send_due(self, platform: str, notify: Notify, *, store: Store) -> None:
        """Tell each author whose pause is over, in one notice, of all that was held for them."""
        notices = store.notices.authors
        for held in await notices.take_due(platform, now=store.clock.now(), pause=self.pause):
            case = await store.cases.find(held.latest)
            if case is not None:
                await notify(gathered_notice(case, held.cases))

    async def _claim(self, case: Case, store: Store) -> datetime | None:
        claim = self.make_claim(store.clock.now())
        is_claimed = await store.notices.authors.claim(case.message, case.number, claim)
        return claim.told_at if is_claimed else None

    async def _wait_for_due(self, platform: str, store: Store) -> None:
        self._has_held.clear()
        while (told_at := await store.notices.authors.first_told_at(platform)) is None:
            await self._has_held.wait()
            self._has_held.clear()
        await asyncio.sleep(max(0.0, (told_at + self.pause - store.clock.now()).total_seconds()))


async def _is_told(enforcement: Enforcement) -> bool:
    """Return True if a notice was begun by a process that has ended since."""
    steps = enforcement.steps
    return steps is not None and await steps.find(Step.NOTICE) is not None


async def _enforce_silently(enforcement: Enforcement, enforce: Enforce) -> Outcome:
    """Enforce without a notice of a deletion; what is harsher is told all the same."""
    if enforcement.action is Action.WARN:
        return Outcome(OutcomeResult.DONE, Action.WARN, TOLD_LATER)
    if enforcement.action is Action.DELETE:
        return await enforce(replace(enforcement, notice=None, is_told_later=True))
    return await enforce(replace(enforcement, lesser_notice=None))
