"""`python -m bot` on the fake Slack, as `tests.fakes.run_bot` says."""

from tests.fakes.run_bot import run
from tests.fakes.slack.server import redirect

run(redirect)
