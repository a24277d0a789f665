"""`python -m bot` on the fake Discord; `tests.fakes.run_bot` has the arguments."""

from tests.fakes.discord.redirection import redirect
from tests.fakes.run_bot import run

run(redirect)
