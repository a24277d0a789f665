"""Text sweeps: what the policy keeps no longer is gone from every table and alert; figures stay."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.buttons import Button
from bot.domain.case import Card
from bot.domain.memory import MemoryRules
from bot.domain.policy import Mode, Policy
from bot.interactions.requests import (
    Appeal,
    Decide,
    LookUpCase,
    LookUpMember,
    MakeReport,
    ReportMessage,
)
from bot.moderation.text_sweep import TextSweep
from bot.store.database.tables import cases, metadata, text_sweeps
from bot.store.store import Store
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, RUDE, Club
from tests.fakes.messages import make_message

FLAGGED = "how silly"


async def sweep(club: Club, *, days: float) -> None:
    """Sweep as it is in so many days, an hour after an earlier look."""
    store = club.pipeline.store
    now = datetime.now(UTC) + timedelta(days=days)
    for at in (now - timedelta(hours=2), now):
        store.clock.adjust(at)
        await TextSweep(club.pipeline, pause=0).sweep()
    store.clock.adjust(datetime.now(UTC))


async def read_database(engine: AsyncEngine) -> str:
    """Read every row of every table as one text."""
    async with engine.connect() as connection:
        tables = metadata.sorted_tables
        return "\n".join([str((await connection.execute(select(each))).all()) for each in tables])


@pytest.fixture
async def rich(club: Club) -> Club:
    """A club in which kim was acted on, edited, was reported and appealed, all of it settled."""
    await club.say(RUDE)
    edited = {"id": "m1", "edited_at": make_message().sent_at + timedelta(hours=1)}
    await club.pipeline.moderate(make_message("good morning", **edited))
    report = ReportMessage(make_message("hello dear", id="x", author=MAX), "a lie about her")
    await club.ask(report, by=KIM)
    await club.ask(Decide(Button.DISMISS, 2, "harmless banter"))
    await club.ask(Appeal(1, "it was irony"), by=KIM)
    await club.ask(Decide(Button.UPHOLD, 1, "it was no joke"))
    return club


WORDS = ("buffoon", "good morning", "hello dear", "a lie", "banter", "irony", "no joke")


async def test_after_its_days_no_word_and_no_name_is_left_and_every_figure_is(
    rich: Club, engine: AsyncEngine
) -> None:
    before = await rich.ask(MakeReport(7))
    history = (await rich.ask(LookUpMember("kim-1"))).title
    await sweep(rich, days=29)
    kept = await read_database(engine)
    assert [word for word in WORDS if word not in kept] == []
    await sweep(rich, days=31)
    left = await read_database(engine)
    assert [word for word in (*WORDS, "'kim'", "'max'") if word in left] == []
    assert (await rich.ask(MakeReport(7))).fields == before.fields
    assert (await rich.ask(LookUpMember("kim-1"))).title == history
    assert (await rich.case_file(1)).decisions[0].by_name == "mona"  # who decided answers for it


async def test_a_case_says_that_its_text_is_no_longer_kept(rich: Club, store: Store) -> None:
    store.alert_cards.note([1], Card("lobby", "alert-1"))
    await store.case_progress.mark_shown((await rich.case_file(1)).case)
    await sweep(rich, days=31)
    reply = await rich.ask(LookUpCase(1))
    assert "the text is no longer kept" in str(reply.lines)
    assert not any(piece.text for piece in reply.quote)
    (redrawn,) = rich.platform.redrawn[-1:]
    assert redrawn.case.number == 1
    assert "the text is no longer kept" in redrawn.reasons
    drawn = len(rich.platform.redrawn)
    await sweep(rich, days=32)
    assert len(rich.platform.redrawn) == drawn


async def test_an_unanswered_appeal_keeps_its_text_until_it_is_answered(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Appeal(1, "it was irony"), by=KIM)
    await sweep(club, days=400)
    assert (await club.case_file(1)).case.message.text == RUDE
    assert (await club.case_file(1)).appeal == "it was irony"
    await club.ask(Decide(Button.OVERTURN, 1))
    await sweep(club, days=401)
    assert (await club.case_file(1)).case.message.text == ""
    assert (await club.case_file(1)).appeal == ""


async def test_nothing_is_kept_that_is_settled_where_the_policy_says_so(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.ENFORCE, memory=MemoryRules(text_days=0)))
    await club.say(RUDE, FLAGGED)
    for number in (1, 2):
        case = (await club.case_file(number)).case
        await club.pipeline.store.cases.mark_alerted(case)
    await sweep(club, days=0.1)
    assert (await club.case_file(1)).case.message.text == ""
    assert (await club.case_file(2)).case.message.text == FLAGGED  # nobody has decided on it yet
    await sweep(club, days=8)
    assert (await club.case_file(2)).case.message.text == ""


async def test_a_community_can_have_days_of_its_own(make_club: MakeClub) -> None:
    memory = MemoryRules(text_days_of={"other": 90})
    club = make_club(Policy(mode=Mode.ENFORCE, memory=memory))
    await club.say(RUDE)
    await club.say(RUDE, community="other")
    await sweep(club, days=31)
    texts = [(await club.case_file(number)).case.message.text for number in (1, 2)]
    assert texts == ["", RUDE]


async def test_a_later_edit_is_kept_for_its_own_days(club: Club, engine: AsyncEngine) -> None:
    await club.say(FLAGGED)
    await sweep(club, days=31)
    edit = {"id": "m1", "edited_at": make_message().sent_at + timedelta(days=31)}
    await club.pipeline.moderate(make_message(RUDE, **edit))
    case = (await club.case_file(1)).case
    assert (case.message.text, case.is_text_kept) == (RUDE, True)
    assert FLAGGED not in await read_database(engine)


async def test_a_delivery_that_comes_again_after_the_text_is_gone_is_the_same_one(
    club: Club,
) -> None:
    await club.say(RUDE)
    await sweep(club, days=31)
    again = await club.pipeline.store.case_versions.add(
        make_message(RUDE, id="m1"), (await club.case_file(1)).case.verdict
    )
    assert again is None


async def test_many_texts_go_in_batches(
    club: Club, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.moderation.text_sweep._BATCH", 2)
    await club.say(*(f"{RUDE} {number}" for number in range(5)))
    await sweep(club, days=31)
    assert RUDE not in await read_database(engine)


async def test_a_sweep_that_was_killed_is_done_again_and_one_that_was_not_only_in_an_hour(
    club: Club, engine: AsyncEngine
) -> None:
    retention = club.pipeline.store.text_retention
    now, hour = datetime.now(UTC), timedelta(hours=1)
    claim: Any = retention.claim
    assert not await claim("fake", at=now, interval=hour)  # an hour for an owner to set the policy
    assert await claim("fake", at=now + hour, interval=hour)
    assert await claim("fake", at=now + hour, interval=hour)  # whoever had claimed it is dead
    await retention.finish("fake", at=now + hour)
    assert not await claim("fake", at=now + 1.5 * hour, interval=hour)
    assert await claim("fake", at=now + 2 * hour, interval=hour)
    async with engine.connect() as connection:
        assert len((await connection.execute(select(text_sweeps))).all()) == 1


async def test_a_sweep_of_cases_whose_age_is_not_known_touches_none(
    club: Club, engine: AsyncEngine
) -> None:
    await club.say(RUDE)
    async with engine.begin() as connection:
        await connection.execute(update(cases).values(text_at=None))
    await sweep(club, days=400)
    assert (await club.case_file(1)).case.message.text == RUDE
