"""`python -m bot` on a fake: `python -m tests.fakes.slack.run_bot PORT as-shipped run`.

In the place of "as-shipped", "with-stand-in" leaves the classifier out.
"""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import classifier
from tests.fakes import scorer


def run(redirect: Callable[[int], AbstractContextManager[None]]) -> None:
    """Run what the command line says, while the platform's library is led to the fake."""
    _, port, how, *arguments = sys.argv
    if how == "with-stand-in":
        classifier.load = scorer.load  # type: ignore[assignment]  # before anything takes it from there
    from bot.__main__ import cli

    with redirect(int(port)):
        cli(arguments)
