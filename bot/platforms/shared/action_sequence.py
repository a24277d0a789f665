"""The steps of an action, on every platform that deletes messages and acts on their authors."""

from collections.abc import Awaitable
from typing import Protocol

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.notice import Notice
from bot.runtime.rate_limits import retry_while_limited


class ActionPrimitives(Protocol):
    """The steps that a platform can take by calls to its API, each with an outcome of its own."""

    def delete_content(self, enforcement: Enforcement) -> Awaitable[Outcome]:
        """Delete the message and its parts."""
        ...

    def sanction_author(self, enforcement: Enforcement) -> Awaitable[Outcome]:
        """Time out, kick or ban the author."""
        ...


class Notifier(Protocol):
    """A sender of notices to the authors of messages."""

    def warn(self, notice: Notice) -> Awaitable[Outcome]:
        """Send a notice that is itself the action: where no direct message arrives, in another way."""
        ...

    def notify(self, notice: Notice) -> Awaitable[Outcome]:
        """Send a notice about an action."""
        ...


async def run_action(
    enforcement: Enforcement, *, primitives: ActionPrimitives, notifier: Notifier
) -> Outcome:
    """Delete the message, notify its author and sanction them, as far as the action goes."""
    action, notice = enforcement.action, enforcement.notice
    if action <= Action.FLAG:
        return Outcome.done(action)
    if action is Action.WARN:
        assert notice  # it is the action
        return await notifier.warn(notice)
    deletes = enforcement.deletes_message or action is Action.DELETE
    deleted = await primitives.delete_content(enforcement) if deletes else None
    if deleted and (action is Action.DELETE or deleted.result is OutcomeResult.LIMITED):
        outcome = deleted
    elif action >= Action.KICK and notice:
        await notifier.notify(notice)  # before the way to them is cut
        # Retried here, as a caller that retries the whole would notify them again.
        sanctioned = await retry_while_limited(primitives.sanction_author, enforcement)
        return _combine(deleted, sanctioned)
    else:
        outcome = _combine(deleted, await primitives.sanction_author(enforcement))
    if notice and outcome.result is OutcomeResult.DONE:
        await notifier.notify(notice)
    return outcome


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
        return Outcome(OutcomeResult.DONE, sanctioned.action, reason, deleted.remedy)
    return sanctioned
