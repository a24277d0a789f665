"""Run `python -m bot` on a fake server: `python -m tests.fakes.slack.run_bot PORT as-shipped run`.

"with-stand-in" in place of "as-shipped" replaces the classifier by a fake.
"""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import classifier
from tests.fakes import scorer


def run(redirect: Callable[[int], AbstractContextManager[None]]) -> None:
    """Run the command line while the platform's library is redirected to the fake."""
    _, port, how, *arguments = sys.argv
    if how == "with-stand-in":
        classifier.load = scorer.load  # type: ignore[assignment]  # before it is imported from there
    from bot.__main__ import cli

    with redirect(int(port)):
        cli(arguments)
