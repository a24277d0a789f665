"""Buttons under alerts and notices, and their custom ids, which hold all that is needed after a restart."""

import re
from enum import StrEnum


class Button(StrEnum):
    """A button, in the order in which they are shown. All but APPEAL are for moderators."""

    DELETE = "delete"
    WARN = "warn"
    TIMEOUT = "timeout"
    DISMISS = "dismiss"
    """A false positive: undoes what can be undone, and the case is no strike."""
    UNDO = "undo"
    """Undoes what can be undone, and the case is no strike."""
    UPHOLD = "uphold"
    """Rejects an appeal."""
    OVERTURN = "overturn"
    """Accepts an appeal: as UNDO."""
    APPEAL = "appeal"

    @property
    def caption(self) -> str:
        """Return the caption: "Time out"."""
        return {Button.TIMEOUT: "Time out", Button.DISMISS: "Dismiss"}.get(self, self.title())


def format_custom_id(button: Button, case: int) -> str:
    """Format the custom id of a case's button: (Button.DISMISS, 17) -> "parley:dismiss:17"."""
    return f"parley:{button}:{case}"


ID = re.compile(rf"parley:({'|'.join(Button)}):(\d{{1,18}})")
"""Matches the whole custom id of any of these buttons, and of no other."""


def parse_custom_id(text: str) -> tuple[Button, int] | None:
    """Parse a custom id to a button and a case; None for one of another app."""
    found = ID.fullmatch(text)
    return None if found is None else (Button(found[1]), int(found[2]))
