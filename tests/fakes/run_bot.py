"""Run `python -m bot` on a fake server: `python -m tests.fakes.slack.run_bot PORT as-shipped run`.

"with-stand-in" in place of "as-shipped" replaces the classifier by a fake. CLOCK_AHEAD in the environment: so many
seconds are added to the machine's clock.
"""

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import classifier
from bot.store import shared_clock
from tests.fakes import scorer


class SetClock(shared_clock.SharedClock):
    """The shared clock of a machine whose own clock is wrong."""

    def __init__(self) -> None:
        ahead = timedelta(seconds=float(os.environ["CLOCK_AHEAD"]))
        super().__init__(lambda: datetime.now(UTC) + ahead)


def run(redirect: Callable[[int], AbstractContextManager[None]]) -> None:
    """Run the command line while the platform's library is redirected to the fake."""
    _, port, how, *arguments = sys.argv
    if how == "with-stand-in":
        classifier.load = scorer.load  # type: ignore[assignment]  # before it is imported from there
    if "CLOCK_AHEAD" in os.environ:
        shared_clock.SharedClock = SetClock  # type: ignore[assignment, misc]
    from bot.__main__ import cli

    with redirect(int(port)):
        cli(arguments)
