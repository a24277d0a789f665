"""Digests in the alert channel: once when due, made up once after an absence, and by one process alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.policy import Mode, Policy
from bot.domain.reporting_rules import DigestRules
from bot.domain.steps import CLOCK_MARGIN
from bot.interactions.requests import Appeal, Decide
from bot.moderation.digests import Digests
from bot.store.database.tables import digest_runs
from bot.store.store import Store
from tests.bot.conftest import MakeClub
from tests.bot.store.conftest import open_engine
from tests.fakes.clock import Clock
from tests.fakes.club import KIM, RUDE, Club
from tests.fakes.messages import NOON
from tests.fakes.rich_text import read

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = {"every": "day", "at": "09:00", "time_zone": "Europe/Berlin"}
DUE = datetime(2026, 5, 2, 7, 0, tzinfo=UTC)
"""Nine o'clock in Berlin on the day after noon."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def machine(clock: Clock) -> Clock:
    return clock


class Desk:
    """A club with digests, and its clock; the first look was at noon, when none had been missed."""

    def __init__(self, club: Club, clock: Clock) -> None:
        self.club = club
        self.clock = clock
        self.serves = True
        self.digests = Digests(club.pipeline, serves=lambda _community: self.serves)

    async def look(self, at: datetime) -> None:
        """Look what is due at a moment."""
        self.clock.now = at
        await self.digests.send_due()

    @property
    def sent(self) -> list[dict[str, str]]:
        """Return the fields of the digests that were shown."""
        return [
            {field.name: read(field.value) for field in report.reply.fields}
            for _, report in self.club.platform.reports
        ]


@pytest.fixture
def make_desk(make_club: MakeClub, clock: Clock) -> Any:
    """A function that makes a desk by the rules of its digests."""

    async def make(**rules: Any) -> Desk:
        policy = Policy(mode=Mode.ENFORCE, digest=DigestRules(**{**BERLIN, **rules}))
        desk = Desk(make_club(policy), clock)
        zone = policy.digest.zone_of("club")
        desk.club.pipeline.store.counters.count(
            "scored", platform="fake", community="club", at=NOON, zone=zone, number=40
        )
        await desk.look(NOON)
        return desk

    return make


async def test_a_digest_is_sent_once_when_it_is_due(make_desk: Any) -> None:
    desk = await make_desk()
    await desk.club.say(RUDE, "how silly")
    await desk.look(DUE - HOUR)
    assert desk.sent == []
    for minutes in range(3):
        await desk.look(DUE + timedelta(minutes=minutes))
    (told,) = desk.sent
    assert told["Messages"] == "40 scored"
    assert told["Cases"] == "2 of 1 person"
    assert told["Busiest hours"] == "from 14:00: 2"
    assert told["Channels"] == "#lobby: 2"
    ((_, report),) = desk.club.platform.reports
    assert report.reply.title == "The day in moderation"
    assert [read(line) for line in report.reply.lines] == [
        "Fri 1 May, Europe/Berlin time.",
        "2 cases in 40 messages.",
        "Authors of several cases: @kim-1 2",
    ]
    (chart,) = report.files
    assert chart.alt.startswith(
        "A chart of the cases a day: 2 cases on 7 days (1 deleted, 1 flagged)."
    )


async def test_a_first_look_makes_nothing_up(make_desk: Any) -> None:
    desk = await make_desk()
    assert desk.sent == []
    await desk.look(NOON + HOUR)
    assert desk.sent == []


async def test_digests_missed_in_an_absence_are_made_up_once(make_desk: Any) -> None:
    desk = await make_desk()
    again = Desk(desk.club, desk.clock)  # as after a restart
    for hours in range(3):
        await again.look(DUE + 5 * DAY + hours * HOUR)
    assert len(again.sent) == 1


async def test_a_weekly_digest_tells_of_the_week_beside_the_week_before(make_desk: Any) -> None:
    desk = await make_desk(every="week", on="saturday")
    await desk.club.say(RUDE, RUDE, "drat")
    await desk.club.say("drat", sent_at=NOON - 7 * DAY)
    await desk.club.ask(Decide(Button.DISMISS, 1))
    await desk.club.ask(Appeal(2, "a joke"), by=KIM)
    await desk.look(DUE)
    (told,) = desk.sent
    assert told["The time before"] == (
        "messages 0 → 40\ncases 1 → 3 (+200%)\nfalse alarms 0 → 1\nappeals 0 → 1"
    )
    assert told["Appeals"] == "1, none answered"
    assert told["Moderators"].endswith("false alarms: 33% of the cases")


async def test_an_answered_appeal_counts_with_its_wait(make_desk: Any) -> None:
    desk = await make_desk()
    await desk.club.say(RUDE)
    await desk.club.ask(Appeal(1, "a joke"), by=KIM)
    await desk.club.ask(Decide(Button.OVERTURN, 1))
    await desk.look(DUE)
    assert desk.sent[0]["Appeals"] == "1, 1 answered, half within 1 minute"


async def test_days_are_those_of_the_time_zone(make_desk: Any) -> None:
    desk = await make_desk(time_zone="Asia/Kolkata")
    late = datetime(2026, 5, 1, 18, 29, 59, tzinfo=UTC)  # 23:59:59 there
    await desk.club.say("drat", sent_at=late)
    await desk.club.say("drat", sent_at=late + timedelta(seconds=1))
    await desk.look(datetime(2026, 5, 2, 3, 30, tzinfo=UTC))
    assert desk.sent[0]["Cases"].startswith("1 of")
    assert desk.sent[0]["Busiest hours"] == "from 23:00: 1"
    await desk.look(datetime(2026, 5, 3, 3, 30, tzinfo=UTC))
    assert desk.sent[1]["Busiest hours"] == "from 00:00: 1"


async def test_a_digest_whose_channel_is_gone_is_tried_again_each_hour(make_desk: Any) -> None:
    desk = await make_desk()
    desk.club.platform.alert_outcome = Outcome.refused("there is no channel for alerts", "make one")
    await desk.look(DUE)
    desk.club.platform.alert_outcome = Outcome.done(Action.FLAG)
    await desk.look(DUE + timedelta(minutes=59))
    assert desk.sent == []
    for hours in (1, 2, 3):
        await desk.look(DUE + hours * HOUR)
    assert len(desk.sent) == 1


async def test_each_try_of_a_digest_has_one_nonce_and_says_whether_it_may_be_there(
    make_desk: Any,
) -> None:
    desk = await make_desk()
    shown = desk.club.platform
    shown.alert_outcome = Outcome.refused("there is no channel for alerts", "make one")
    await desk.look(DUE)
    shown.alert_outcome = Outcome.limited(15.0)  # no answer: it may have been posted
    await desk.look(DUE + HOUR)
    shown.alert_outcome = Outcome.done(Action.FLAG)
    await desk.look(DUE + 2 * HOUR)
    await desk.look(DUE + DAY)
    refused, unanswered, posted, next_one = shown.digests
    assert refused.nonce == unanswered.nonce == posted.nonce != next_one.nonce
    since = DUE + HOUR - CLOCK_MARGIN
    assert [each.sent_since for each in shown.digests] == [None, None, since, None]


async def test_a_community_that_the_bot_has_left_is_let_be(make_desk: Any) -> None:
    desk = await make_desk()
    desk.club.platform.alert_outcome = Outcome.gone(Action.FLAG)
    await desk.look(DUE)
    desk.club.platform.alert_outcome = Outcome.done(Action.FLAG)
    await desk.look(DUE + 2 * HOUR)
    assert desk.sent == []


async def test_a_community_that_another_process_serves_is_left_to_that(make_desk: Any) -> None:
    desk = await make_desk()
    desk.serves = False
    desk.club.platform.alert_outcome = Outcome.gone(Action.FLAG)  # as of one that was left
    await desk.look(DUE)
    desk.serves = True
    desk.club.platform.alert_outcome = Outcome.done(Action.FLAG)
    await desk.look(DUE + HOUR)
    assert len(desk.sent) == 1


async def test_without_the_rule_nothing_is_sent_or_stored(
    make_desk: Any, engine: AsyncEngine
) -> None:
    desk = await make_desk(every="off")
    await desk.look(DUE + 5 * DAY)
    assert desk.sent == []
    async with engine.connect() as connection:
        assert (await connection.execute(select(digest_runs))).all() == []


async def test_what_a_process_has_claimed_another_sends_only_once_that_one_has_died(
    address: URL, store: Store
) -> None:
    due = {"due_at": DUE, "now": DUE}
    runs = store.digest_runs
    await runs.begin("fake", "club", due_at=NOON, now=NOON)
    async with open_engine(address) as other_engine:
        other = Store(other_engine, model="stand-in").digest_runs
        assert await other.begin("fake", "club", **due)
        is_alone = other_engine.dialect.name == "sqlite"  # which one process alone has open
        assert bool(await runs.begin("fake", "club", **due)) is is_alone
    assert await runs.begin("fake", "club", **due)
    await runs.finish("fake", "club", due_at=DUE, at=DUE)
    assert not await runs.begin("fake", "club", **due)
