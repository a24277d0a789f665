"""What a person can press under an alert or a notice, and the id by which a press names it.

The id holds all that is needed, so that a button outlives a restart.
"""

import re
from enum import StrEnum


class Button(StrEnum):
    """In the order in which they are shown. All but APPEAL are for moderators."""

    DELETE = "delete"
    WARN = "warn"
    TIMEOUT = "timeout"
    DISMISS = "dismiss"
    """It was a false positive: what can be taken back is, and it is no strike."""
    UNDO = "undo"
    """What can be taken back is, and it is no strike."""
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    APPEAL = "appeal"

    @property
    def caption(self) -> str:
        """As written on it."""
        return {Button.TIMEOUT: "Time out", Button.DISMISS: "Dismiss"}.get(self, self.title())


def format_custom_id(button: Button, case: int) -> str:
    """The id of a case's button: (Button.DISMISS, 17) -> "parley:dismiss:17"."""
    return f"parley:{button}:{case}"


ID = re.compile(rf"parley:({'|'.join(Button)}):(\d{{1,18}})")
"""Matches the whole id of any button of ours, and of no other."""


def parse_custom_id(text: str) -> tuple[Button, int] | None:
    """The button and the case that an id names; None for an id that is not ours."""
    found = ID.fullmatch(text)
    return None if found is None else (Button(found[1]), int(found[2]))
