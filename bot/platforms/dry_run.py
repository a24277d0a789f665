"""An actor that only pretends: shadow mode, and `--dry-run`."""

from collections.abc import Collection

from bot.domain.actions import Action, Enforcement, Outcome


class DryRun:
    """Can do everything, and does nothing."""

    supported: Collection[Action] = tuple(Action)
    reversible: Collection[Action] = (Action.TIMEOUT, Action.BAN)

    def __init__(self, why: str) -> None:
        self._why = why

    async def enforce(self, enforcement: Enforcement) -> Outcome:  # noqa: ARG002
        """Leave the message as it is."""
        return Outcome.withheld(self._why)

    async def undo(self, enforcement: Enforcement) -> Outcome:  # noqa: ARG002
        """Leave everything as it is."""
        return Outcome.withheld(self._why)
