"""Run `python -m bot` on a fake server: `python -m tests.fakes.slack.run_bot PORT as-shipped run`.

"with-stand-in" in place of "as-shipped" replaces the classifier by a fake. CLOCK_AHEAD in the environment: so many
seconds are added to the machine's clock.

What the bot itself does not load is not loaded here either, or benches would count it as the bot's.
"""

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from bot.runtime.loaded_objects import pause_collection


def run(redirect: Callable[[int], AbstractContextManager[None]]) -> None:
    """Run the command line while the platform's library is redirected to the fake."""
    _, port, how, *arguments = sys.argv
    pause_collection()  # as the bot does before it loads the library
    if how == "with-stand-in":
        _replace_classifier()
    if "CLOCK_AHEAD" in os.environ:
        _set_clock(timedelta(seconds=float(os.environ["CLOCK_AHEAD"])))
    from bot.__main__ import cli

    with redirect(int(port)):
        cli(arguments)


def _replace_classifier() -> None:
    import classifier
    from tests.fakes import scorer

    classifier.load = scorer.load  # type: ignore[assignment]  # before it is imported from there


def _set_clock(ahead: timedelta) -> None:
    """Give the bot the shared clock of a machine whose own clock is wrong."""
    from bot.store import shared_clock

    class SetClock(shared_clock.SharedClock):
        def __init__(self) -> None:
            super().__init__(lambda: datetime.now(UTC) + ahead)

    shared_clock.SharedClock = SetClock  # type: ignore[assignment, misc]
