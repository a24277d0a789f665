"""Run `python -m bot` on the fake Slack; see `tests.fakes.run_bot`."""

from tests.fakes.run_bot import run
from tests.fakes.slack.redirection import redirect

run(redirect)
