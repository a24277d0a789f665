"""Buttons under alerts and notices, and their custom ids, which hold all that is needed after a restart."""

import re
from enum import StrEnum


class Button(StrEnum):
    """A button, in the order in which they are shown. All but APPEAL are for moderators."""

    DELETE = "delete"
    WARN = "warn"
    TIMEOUT = "timeout"
    KICK = "kick"
    BAN = "ban"
    DISMISS = "dismiss"
    """A false positive: undoes what can be undone, and the case is no strike."""
    UNDO = "undo"
    """Undoes what can be undone, and the case is no strike."""
    UPHOLD = "uphold"
    """Rejects an appeal."""
    OVERTURN = "overturn"
    """Accepts an appeal: as UNDO."""
    PURGE = "purge"
    """Deletion of all that a member wrote lately; recorded in a case, and no button anywhere."""
    APPEAL = "appeal"

    @property
    def caption(self) -> str:
        """Return the caption: "Time out"."""
        return {Button.TIMEOUT: "Time out", Button.DISMISS: "Dismiss"}.get(self, self.title())


def format_custom_id(button: Button, case: int) -> str:
    """Format the custom id of a case's button: (Button.DISMISS, 17) -> "parley:dismiss:17"."""
    return f"parley:{button}:{case}"


PRESSED = tuple(button for button in Button if button is not Button.PURGE)
"""Buttons that can be pressed; a purge is asked for otherwise."""

ID = re.compile(rf"parley:({'|'.join(PRESSED)}):(\d{{1,18}})")
"""Matches the whole custom id of any of these buttons, and of no other."""


def parse_custom_id(text: str) -> tuple[Button, int] | None:
    """Parse a custom id to a button and a case; None for one of another app."""
    found = ID.fullmatch(text)
    return None if found is None else (Button(found[1]), int(found[2]))


_CARRY_OUT = "parley:do:"


def format_line_id(line: str) -> str:
    """Format the custom id of a button that carries a typed line out: "parley:do:mode flag yes"."""
    return f"{_CARRY_OUT}{line}"


def parse_line_id(text: str) -> str | None:
    """Parse a custom id to the line that it carries out; None for any other."""
    return text.removeprefix(_CARRY_OUT) if text.startswith(_CARRY_OUT) else None


class AlertLine(StrEnum):
    """A button under alerts that opens something about a case for whoever presses it."""

    MEMBER = "user #"
    """The page of its author."""
    NEVER_FLAG = "word case "
    """The words that drove its scores, each to be never counted from now on."""

    @property
    def caption(self) -> str:
        """Return the caption: "Never flag"."""
        return "Member" if self is AlertLine.MEMBER else "Never flag"

    def typed(self, case: int) -> str:
        """Return the line that is typed for a case: "user #17"."""
        return f"{self.value}{case}"


def parse_alert_line(text: str) -> tuple[AlertLine, int] | None:
    """Parse the custom id of a button under an alert that opens something; None for any other."""
    found = _ALERT_LINE.fullmatch(parse_line_id(text) or "")
    return (AlertLine(found[1]), int(found[2])) if found else None


_ALERT_LINE = re.compile(rf"({'|'.join(AlertLine)})(\d{{1,18}})")
