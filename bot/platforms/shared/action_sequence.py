"""The steps of an action, on every platform that deletes messages and acts on their authors."""

from collections.abc import Awaitable, Collection
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from bot.domain.actions import TOLD_LATER, Action, Enforcement, Outcome, OutcomeResult
from bot.domain.notice import Notice
from bot.domain.steps import MAY_HAVE_ARRIVED, Step, StepLog, finish_unless_limited
from bot.runtime.rate_limits import retry_while_limited
from bot.runtime.unrecorded_steps import UnrecordedSteps


class ActionPrimitives(Protocol):
    """The steps that a platform can take by calls to its API, each with an outcome of its own."""

    @property
    def cuts_contact(self) -> Collection[Action]:
        """The actions after which their author cannot be told any more."""
        ...

    def foresee_sanction(self, enforcement: Enforcement) -> Awaitable[Outcome | None]:
        """Look whether a sanction is bound to be refused, or needless; None if it is to be tried."""
        ...

    def delete_content(self, enforcement: Enforcement) -> Awaitable[Outcome]:
        """Delete the message and its parts."""
        ...

    def sanction_author(self, enforcement: Enforcement) -> Awaitable[Outcome]:
        """Time out, kick or ban the author."""
        ...


class Notifier(Protocol):
    """A sender of notices to the authors of messages, which never sends what may have been sent."""

    def warn(self, notice: Notice, steps: StepLog) -> Awaitable[Outcome]:
        """Send a notice that is itself the action: where no direct message arrives, in another way."""
        ...

    def notify(
        self, notice: Notice, steps: StepLog, step: Step = Step.NOTICE
    ) -> Awaitable[Outcome]:
        """Send a notice about an action, as one of its steps."""
        ...


async def run_action(
    enforcement: Enforcement, *, primitives: ActionPrimitives, notifier: Notifier
) -> Outcome:
    """Delete the message, notify its author and sanction them, as far as the action goes.

    Steps that are finished by the enforcement's log are not taken again.
    """
    if enforcement.action <= Action.FLAG:
        return Outcome.done(enforcement.action)
    return await _ActionRun(enforcement, primitives, notifier).run()


class _ActionRun:
    """One run of an action's steps."""

    def __init__(
        self, enforcement: Enforcement, primitives: ActionPrimitives, notifier: Notifier
    ) -> None:
        self._enforcement = enforcement
        self._primitives = primitives
        self._notifier = notifier
        self._steps: StepLog = enforcement.steps or UnrecordedSteps()

    async def run(self) -> Outcome:
        """Take the steps in their order."""
        action, notice = self._enforcement.action, self._enforcement.notice
        if action is Action.WARN:
            if self._enforcement.is_told_later:
                return Outcome(OutcomeResult.DONE, Action.WARN, TOLD_LATER)
            assert notice  # it is the action
            return await self._notifier.warn(notice, self._steps)
        deletes = self._enforcement.deletes_message or action is Action.DELETE
        deleted = await self._delete() if deletes else None
        if deleted and (action is Action.DELETE or deleted.result is OutcomeResult.LIMITED):
            return await self._tell(deleted)
        if notice and action in self._primitives.cuts_contact:
            sanctioned = await self._foresee()
            if sanctioned is None:
                return await self._tell_and_sanction(deleted, notice)
        else:
            sanctioned = await self._sanction()
        return await self._tell(_combine(deleted, sanctioned))

    async def _foresee(self) -> Outcome | None:
        """Look whether the sanction is bound to be refused; not where it was begun before."""
        if await self._steps.find(Step.NOTICE) or await self._steps.find(Step.SANCTION):
            return None
        return await self._primitives.foresee_sanction(self._enforcement)

    async def _tell_and_sanction(self, deleted: Outcome | None, notice: Notice) -> Outcome:
        """Tell the author before the way to them is cut; take that back where the sanction failed."""
        told = await self._notifier.notify(notice, self._steps)
        # Retried here, as a caller that retries the whole would notify them again.
        sanctioned = await retry_while_limited(self._sanction)
        correction = self._enforcement.correction
        if (
            correction
            and told.result is OutcomeResult.DONE
            and sanctioned.result is not OutcomeResult.DONE
        ):
            await self._notifier.notify(correction, self._steps, Step.CORRECTION)
        return _add_doubt(_combine(deleted, sanctioned), told)

    async def _delete(self) -> Outcome:
        """Delete the message: recorded afterwards alone, as it may be repeated."""
        known = await self._steps.find(Step.DELETE)
        if known and known.outcome:
            return known.outcome
        outcome = await self._primitives.delete_content(self._enforcement)
        return finish_unless_limited(self._steps, Step.DELETE, outcome)

    async def _sanction(self) -> Outcome:
        """Sanction the author, with the end that was set first: a repeated timeout is no longer one."""
        ends_at = datetime.now(UTC) + self._enforcement.duration
        is_timeout = self._enforcement.action is Action.TIMEOUT
        record = await self._steps.begin(Step.SANCTION, ends_at=ends_at if is_timeout else None)
        if record.outcome:
            return record.outcome
        enforcement = replace(self._enforcement, ends_at=record.ends_at)
        outcome = await self._primitives.sanction_author(enforcement)
        is_sent_away = enforcement.action in self._primitives.cuts_contact
        if record.is_repeated and is_sent_away and outcome.result is OutcomeResult.GONE:
            outcome = Outcome.done(enforcement.action)  # they are gone as this was done already
        return finish_unless_limited(self._steps, Step.SANCTION, outcome)

    async def _tell(self, outcome: Outcome) -> Outcome:
        """Notify the author of what was done, also of a message that was gone: it counts against them."""
        is_gone = outcome == Outcome.gone(Action.DELETE)
        is_whole = outcome.action is self._enforcement.action
        notice = self._enforcement.notice if is_whole else self._enforcement.lesser_notice
        if notice is None or not (is_gone or outcome.result is OutcomeResult.DONE):
            return outcome
        return _add_doubt(outcome, await self._notifier.notify(notice, self._steps))


def _add_doubt(outcome: Outcome, told: Outcome) -> Outcome:
    """Add to an outcome that its author may not have been told."""
    if told != MAY_HAVE_ARRIVED:
        return outcome
    doubt = "its author may not have been told, as I was stopped meanwhile"
    return replace(outcome, reason="; ".join(filter(None, (outcome.reason, doubt))))


def _combine(deleted: Outcome | None, sanctioned: Outcome) -> Outcome:
    """Return the harsher of two outcomes that were done, with what stood in the way of the other."""
    if deleted is None or sanctioned.result is OutcomeResult.LIMITED:
        return sanctioned
    if sanctioned.result is not OutcomeResult.DONE and deleted.result is OutcomeResult.DONE:
        return Outcome(OutcomeResult.DONE, deleted.action, sanctioned.reason, sanctioned.remedy)
    if sanctioned.result is OutcomeResult.GONE and deleted.result is OutcomeResult.REFUSED:
        return deleted
    if deleted.result is OutcomeResult.REFUSED and sanctioned.result is OutcomeResult.DONE:
        reason = f"but the message stays: {deleted.reason}"
        return replace(sanctioned, reason=reason, remedy=deleted.remedy)
    return sanctioned
