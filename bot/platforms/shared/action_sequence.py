"""What an action consists of, on every platform that removes messages and acts on their authors."""

from collections.abc import Awaitable
from typing import Protocol

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult, retry_while_limited
from bot.domain.notice import Notice


class ActionPrimitives(Protocol):
    """The single things that a platform does. Each answers with what became of it."""

    def warn(self, notice: Notice) -> Awaitable[Outcome]:
        """Tell the author, one way or another."""
        ...

    def notify(self, notice: Notice) -> Awaitable[Outcome]:
        """Tell the author beside what is done."""
        ...

    def remove(self, enforcement: Enforcement) -> Awaitable[Outcome]:
        """Take away the message and its parts."""
        ...

    def punish(self, enforcement: Enforcement) -> Awaitable[Outcome]:
        """Act on the author."""
        ...


async def run_action(enforcement: Enforcement, hands: ActionPrimitives) -> Outcome:
    """Remove what was said, tell the author, and act on them, as far as the action goes."""
    if enforcement.action <= Action.FLAG:
        return Outcome.done(enforcement.action)
    if enforcement.action is Action.WARN:
        assert enforcement.notice  # which is the whole of it
        return await hands.warn(enforcement.notice)
    deletes = enforcement.deletes_message or enforcement.action is Action.DELETE
    removed = await hands.remove(enforcement) if deletes else None
    if removed and removed.result is OutcomeResult.LIMITED:
        return removed
    if removed and enforcement.action is Action.DELETE:
        outcome = removed
    else:
        if enforcement.notice and enforcement.action >= Action.KICK:
            await hands.notify(enforcement.notice)
            # To be asked again later would be to tell them again.
            punished = await retry_while_limited(lambda: hands.punish(enforcement))
        else:
            punished = await hands.punish(enforcement)
        outcome = _combine(removed, punished) if removed else punished
    if (
        enforcement.notice
        and enforcement.action < Action.KICK
        and outcome.result is OutcomeResult.DONE
    ):
        await hands.notify(enforcement.notice)
    return outcome


def _combine(removed: Outcome, punished: Outcome) -> Outcome:
    """The harsher of two that were done, with what stood in the way of the other."""
    if punished.result is OutcomeResult.LIMITED:
        return punished
    if punished.result is OutcomeResult.REFUSED and removed.result is OutcomeResult.DONE:
        return Outcome(OutcomeResult.DONE, removed.action, punished.reason, punished.remedy)
    if removed.result is OutcomeResult.REFUSED and punished.result is OutcomeResult.DONE:
        reason = f"but the message stays: {removed.reason}"
        return Outcome(OutcomeResult.DONE, punished.action, reason, removed.remedy)
    return punished
