"""Step log of an action that nothing has to outlive: of a notice without a case of its own, or in a test."""

import secrets
from datetime import UTC, datetime

from bot.domain.actions import Outcome
from bot.domain.steps import Step, StepRecord


class UnrecordedSteps:
    """Step log that remembers nothing: every step is a first one."""

    def __init__(self) -> None:
        self.key = secrets.token_hex(12)

    async def find(self, step: Step) -> StepRecord | None:  # noqa: ARG002
        """Return None: nothing is remembered."""
        return None

    async def begin(self, step: Step, *, ends_at: datetime | None = None) -> StepRecord:  # noqa: ARG002
        """Return the record of a first step."""
        return StepRecord(datetime.now(UTC), ends_at=ends_at)

    def finish(self, step: Step, outcome: Outcome) -> None:
        """Forget the outcome."""
