"""Run a bot that is killed by `kill -9`: `python -m tests.fakes.run_killed ADDRESS FILE before|after`.

Its platform submits one rude message, and kills the process before the enforcement, or after it and
before its outcome is recorded.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.app import choose_enforcers
from bot.config.database_url import parse_url
from bot.domain.actions import Enforcement, Outcome
from bot.domain.policy import Mode, Policy
from bot.moderation.pipeline import Pipeline
from bot.runner import serve
from bot.runtime.async_scorer import AsyncScorer
from bot.store.database.engine import open_database
from bot.store.policy_resolver import PolicyResolver
from bot.store.store import Store
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform
from tests.fakes.scorer import StandInScorer


class DeadlyPlatform(FakePlatform):
    """Writes each enforced message id to a file, as a chat server would know it, and kills the process."""

    def __init__(self, done: Path, dies: str) -> None:
        super().__init__([make_message("you buffoon")])
        self.done = done
        self.dies = dies

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        if self.dies == "after":
            self.done.write_text(enforcement.message.id)
        os.kill(os.getpid(), signal.SIGKILL)
        return await super().enforce(enforcement)


async def main(address: str, done: Path, dies: str) -> None:
    engine = await open_database(parse_url(address))
    store = Store(engine, model="stand-in")
    platform = DeadlyPlatform(done, dies)
    async with AsyncScorer(StandInScorer()) as scorer:
        pipeline = Pipeline(
            platform=platform,
            enforcers=choose_enforcers(platform, is_dry_run=False),
            policies=PolicyResolver(
                store.policy_overrides, platform="fake", base=Policy(mode=Mode.ENFORCE)
            ),
            scorer=scorer,
            store=store,
        )
        await serve(pipeline)


asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
