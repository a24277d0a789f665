"""An actor that only pretends: shadow mode, and `--dry-run`."""

from collections.abc import Collection

from bot.actions import Action, Outcome
from bot.message import Message


class DryRun:
    """Can do everything, and does nothing."""

    supported: Collection[Action] = tuple(Action)

    def __init__(self, why: str) -> None:
        self._why = why

    async def act(self, action: Action, message: Message) -> Outcome:  # noqa: ARG002
        """Leave the message as it is."""
        return Outcome.withheld(self._why)
