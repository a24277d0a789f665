"""What an action consists of, on every platform that removes messages and acts on their authors."""

from collections.abc import Awaitable
from typing import Protocol

from bot.domain.actions import Action, Deed, Outcome, Result, insist
from bot.domain.notice import Notice


class Hands(Protocol):
    """The single things that a platform does. Each answers with what became of it."""

    def warn(self, notice: Notice) -> Awaitable[Outcome]:
        """Tell the author, one way or another."""
        ...

    def tell(self, notice: Notice) -> Awaitable[Outcome]:
        """Tell the author beside what is done."""
        ...

    def remove(self, deed: Deed) -> Awaitable[Outcome]:
        """Take away the message and its parts."""
        ...

    def punish(self, deed: Deed) -> Awaitable[Outcome]:
        """Act on the author."""
        ...


async def act(deed: Deed, hands: Hands) -> Outcome:
    """Remove what was said, tell the author, and act on them, as far as the action goes."""
    if deed.action <= Action.FLAG:
        return Outcome.done(deed.action)
    if deed.action is Action.WARN:
        assert deed.notice  # which is the whole of it
        return await hands.warn(deed.notice)
    deletes = deed.deletes or deed.action is Action.DELETE
    removed = await hands.remove(deed) if deletes else None
    if removed and removed.result is Result.LIMITED:
        return removed
    if removed and deed.action is Action.DELETE:
        outcome = removed
    else:
        if deed.notice and deed.action >= Action.KICK:
            await hands.tell(deed.notice)
            # To be asked again later would be to tell them again.
            punished = await insist(lambda: hands.punish(deed))
        else:
            punished = await hands.punish(deed)
        outcome = _combine(removed, punished) if removed else punished
    if deed.notice and deed.action < Action.KICK and outcome.result is Result.DONE:
        await hands.tell(deed.notice)
    return outcome


def _combine(removed: Outcome, punished: Outcome) -> Outcome:
    """The harsher of two that were done, with what stood in the way of the other."""
    if punished.result is Result.LIMITED:
        return punished
    if punished.result is Result.REFUSED and removed.result is Result.DONE:
        return Outcome(Result.DONE, removed.action, punished.reason, punished.remedy)
    if removed.result is Result.REFUSED and punished.result is Result.DONE:
        reason = f"but the message stays: {removed.reason}"
        return Outcome(Result.DONE, punished.action, reason, removed.remedy)
    return punished
