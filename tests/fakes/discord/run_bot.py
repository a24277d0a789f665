"""`python -m bot` on the fake Discord, as `tests.fakes.run_bot` says."""

from tests.fakes.discord.server import redirect
from tests.fakes.run_bot import run

run(redirect)
