"""Scheduled jobs: each job at the start and at its times, a failing one again, none cut off in the middle."""

import asyncio
from datetime import timedelta

from bot.domain.actions import Outcome
from bot.domain.policy import Policy
from bot.domain.reporting_rules import DigestRules, ScoreRules
from bot.moderation.schedule import prune_scores, run_schedule
from bot.runtime.platform_port import DigestMessage
from bot.store.store import Store
from classifier import Label, Scores
from tests.bot.conftest import MakeClub, MakePipeline
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform

SCORES = Scores(dict.fromkeys(Label, 0.4))


async def note(store: Store, *, days_ago: int) -> None:
    message = make_message(sent_at=NOON - timedelta(days=days_ago))
    near = store.near_scores
    near.note(message, SCORES, language=None, with_author=False, is_moderator=False)
    await near.flush()


async def test_scores_are_kept_for_the_days_of_the_policy_and_with_none_not_at_all(
    make_club: MakeClub,
) -> None:
    kept = make_club(Policy(scores=ScoreRules(days=7))).pipeline
    store = kept.store
    store.clock.adjust(NOON)
    await note(store, days_ago=8)
    await note(store, days_ago=6)
    await prune_scores(kept)
    long_ago = NOON - timedelta(days=99)
    assert len(await store.stored_scores.find("fake", "club", since=long_ago)) == 1
    await prune_scores(make_club(Policy(scores=ScoreRules(days=0))).pipeline)
    assert await store.stored_scores.find("fake", "club", since=long_ago) == []


class SlowPlatform(FakePlatform):
    """A platform that tells when it begins to post, and posts a moment later."""

    def __init__(self) -> None:
        super().__init__()
        self.is_posting = asyncio.Event()

    async def post(self, community: str, digest: DigestMessage) -> Outcome:
        self.is_posting.set()
        for _ in range(10):
            await asyncio.sleep(0)
        return await super().post(community, digest)


async def stop(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.wait([running])


async def test_a_digest_that_is_being_sent_when_the_bot_stops_is_sent_to_its_end_and_once(
    make_pipeline: MakePipeline, store: Store
) -> None:
    platform = SlowPlatform()
    rules = DigestRules(every="day", at="00:00")
    pipeline = make_pipeline(platform, policy=Policy(digest=rules))
    store.counters.count("scored", platform="fake", community="club", at=NOON)
    await store.digest_runs.begin("fake", "club", due_at=NOON, now=NOON)
    running = asyncio.create_task(run_schedule(pipeline))
    await platform.is_posting.wait()
    await stop(running)
    assert len(platform.reports) == 1
    again = asyncio.create_task(run_schedule(pipeline))
    for _ in range(10):
        await asyncio.sleep(0)
    await stop(again)
    assert len(platform.reports) == 1
