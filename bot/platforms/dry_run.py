"""The enforcer of shadow mode and of `--dry-run`: withholds every action."""

from collections.abc import Collection

from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.message import Message


class DryRun:
    """Enforcer that supports every action and takes none; `reason` is that of its outcomes."""

    supported: Collection[Action] = tuple(Action)
    reversible: Collection[Action] = (Action.TIMEOUT, Action.BAN)

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def supported_on(self, message: Message) -> Collection[Action]:  # noqa: ARG002 - alike for all
        """Return all supported actions."""
        return self.supported

    def reversible_on(self, message: Message) -> Collection[Action]:  # noqa: ARG002 - alike for all
        """Return all reversible actions."""
        return self.reversible

    async def enforce(self, enforcement: Enforcement) -> Outcome:  # noqa: ARG002
        """Withhold the action."""
        return Outcome.withheld(self._reason)

    async def undo(self, enforcement: Enforcement) -> Outcome:  # noqa: ARG002
        """Withhold the undo."""
        return Outcome.withheld(self._reason)
