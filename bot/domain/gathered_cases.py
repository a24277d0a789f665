"""Gathered cases: those of a raid in one channel, which one alert shows and one button decides. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.buttons import Button

GATHERED_BUTTONS: Final = (Button.DELETE, Button.TIMEOUT, Button.DISMISS)
"""Buttons that can be pressed for all gathered cases at once."""


@dataclass(frozen=True, slots=True)
class GatheredCases:
    """The cases from a number to another, both included, of one thread or channel."""

    first: int
    last: int
    place: str


def format_gathered_id(button: Button, cases: GatheredCases) -> str:
    """Format the custom id of a button for all: "parley:all:delete:17-93:C12"."""
    return f"parley:all:{button}:{cases.first}-{cases.last}:{cases.place}"


GATHERED_ID = re.compile(
    rf"parley:all:({'|'.join(GATHERED_BUTTONS)}):(\d{{1,18}})-(\d{{1,18}}):([\w.]{{1,40}})"
)
"""Matches the whole custom id of any of these buttons, and of no other."""


def parse_gathered_id(text: str) -> tuple[Button, GatheredCases] | None:
    """Parse a custom id to a button and its cases; None for any other."""
    found = GATHERED_ID.fullmatch(text)
    if found is None:
        return None
    return Button(found[1]), GatheredCases(int(found[2]), int(found[3]), found[4])
