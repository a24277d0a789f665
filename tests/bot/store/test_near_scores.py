"""Scores near a threshold: kept without text, id or author, for as long and as many as the policy says."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.policy import Exemptions, Policy
from bot.domain.reporting_rules import ScoreRules
from bot.interactions.requests import Erase
from bot.moderation.bookkeeper import Bookkeeper
from bot.runtime.platform_stats import PlatformStats
from bot.store.database.tables import near_scores
from bot.store.store import Store
from classifier import Label, Scores
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, Club
from tests.fakes.messages import NOON, make_message

NEAR = ScoreRules(margin=0.5)
SCORES = Scores(dict.fromkeys(Label, 0.0123456), language="en")


async def rows(engine: AsyncEngine) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        found = await connection.execute(select(near_scores).order_by(near_scores.c.number))
        return [dict(row._mapping) for row in found]


async def note(store: Store, *, days_ago: int, community: str = "club") -> None:
    message = make_message(community=community, sent_at=NOON - timedelta(days=days_ago))
    store.near_scores.note(message, SCORES, language="en", with_author=False, is_moderator=False)
    await store.near_scores.flush()


async def come_by(club: Club, *texts: str) -> None:
    books = Bookkeeper(club.pipeline, PlatformStats("fake"))
    for text in texts:
        message = make_message(text, id=f"m{next(club.numbers)}")
        books.record(message, await books.moderate(message))
    await club.pipeline.store.near_scores.flush()


async def test_a_message_leaves_its_place_time_and_scores_and_nothing_of_its_own(
    make_club: MakeClub, engine: AsyncEngine
) -> None:
    await come_by(make_club(Policy(scores=NEAR)), "hello there")
    (row,) = await rows(engine)
    assert row["scores"] == dict.fromkeys(Label, 0.01)
    assert (row["channel"], row["sent_at"], row["author"]) == ("lobby", NOON, "")
    assert "hello" not in str(row)
    assert "m1" not in str(row)


async def test_nothing_is_written_for_a_message_before_the_counters_are(
    make_club: MakeClub, engine: AsyncEngine
) -> None:
    club = make_club(Policy(scores=NEAR))
    books = Bookkeeper(club.pipeline, PlatformStats("fake"))
    message = make_message("hello there")
    books.record(message, await books.moderate(message))
    assert await rows(engine) == []


async def test_the_margin_decides_what_is_near_and_no_days_keep_nothing(
    make_club: MakeClub, engine: AsyncEngine
) -> None:
    await come_by(make_club(Policy(scores=ScoreRules(margin=0.25))), "hello there")
    await come_by(make_club(Policy(scores=ScoreRules(days=0, margin=1))), "hello there")
    assert await rows(engine) == []


async def test_an_author_is_kept_only_where_the_policy_exempts_authors_and_can_be_erased(
    make_club: MakeClub, engine: AsyncEngine
) -> None:
    exempt = Exemptions(authors=frozenset({"lee"}))
    club = make_club(Policy(scores=NEAR, exempt=exempt))
    await come_by(club, "hello there")
    assert [row["author"] for row in await rows(engine)] == [KIM.id]
    books = Bookkeeper(club.pipeline, PlatformStats("fake"))
    message = make_message("good day", id="m9")
    books.record(message, await books.moderate(message))
    await club.ask(Erase(KIM.id, is_confirmed=True))
    await club.pipeline.store.near_scores.flush()
    assert [row["author"] for row in await rows(engine)] == [""]


async def test_what_is_old_or_too_much_goes_and_the_latest_stays(
    store: Store, engine: AsyncEngine
) -> None:
    for days in (40, 20, 10, 5):
        await note(store, days_ago=days)
    await note(store, days_ago=30, community="other")
    await store.near_scores.prune("fake", before=NOON - timedelta(days=35), most=2)
    kept = [(row["community"], (NOON - row["sent_at"]).days) for row in await rows(engine)]
    assert kept == [("club", 10), ("club", 5), ("other", 30)]
