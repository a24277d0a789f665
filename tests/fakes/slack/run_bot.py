"""`python -m bot` on the fake Slack: `python -m tests.fakes.slack.run_bot PORT as-shipped run`.

In the place of "as-shipped", "with-stand-in" leaves the classifier out.
"""

import sys

import classifier
from tests.fakes import scorer
from tests.fakes.slack.server import redirect

_, port, how, *arguments = sys.argv
if how == "with-stand-in":
    classifier.load = scorer.load  # type: ignore[assignment]  # before anything takes it from there

from bot.__main__ import cli  # noqa: E402

with redirect(int(port)):
    cli(arguments)
