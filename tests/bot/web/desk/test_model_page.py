"""The page Model: its version, where moderators agree with it, and the cases that are disputed."""

import re
from datetime import date

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.agreement import Agreement, JudgedCount, group_agreement, last_weeks
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.feedback import Feedback, Judgement
from bot.interactions.requests import Appeal, Decide
from bot.store.agreement import CasesOfDays
from bot.store.database.tables import cases
from bot.store.store import Store
from classifier import Label
from tests.bot.web.desk.conftest import Browser
from tests.fakes.club import KIM, MAX, RUDE, Club
from tests.fakes.messages import NOON

MODEL = "/fake/club/model"
HERE = CasesOfDays("fake", "club", *last_weeks(NOON.date(), 12))


async def fill(club: Club) -> None:
    """Have cases 1 to 5: upheld, dismissed, dismissed of the surest score, both ways with an appeal, and open."""
    await club.say(RUDE, "how silly", "drat", RUDE, "how silly of you")
    await club.ask(Decide(Button.WARN, 1))
    await club.ask(Decide(Button.DISMISS, 2))
    await club.ask(Decide(Button.DISMISS, 3))
    await club.ask(Decide(Button.WARN, 4))
    await club.ask(Appeal(4), by=KIM)
    await club.ask(Decide(Button.OVERTURN, 4), by=MAX)


async def test_agreement_is_counted_by_label_and_the_surest_mistakes_come_first(
    desk_club: Club, browser: Browser
) -> None:
    await fill(desk_club)
    page = (await browser.get(MODEL)).text
    assert "stand-in, 2026-11-01" in page
    rows = re.findall(
        r'<th scope="row">(\w+)</th><td class="number">(\d+)</td><td class="number">(\d+)</td>'
        r'<td class="number">(\d+%)</td>',
        page,
    )
    assert rows == [("insult", "1", "2", "33%"), ("obscene", "0", "1", "0%")]
    assert "week of 2026-04-27: 33% of 3" in page
    sure, disputed = page.split('id="disputed"')
    assert re.findall(r"Case (\d+)</a> <span>(\w+ [\d.]+)", sure) == [
        ("3", "obscene 0.97"),
        ("4", "insult 0.95"),
        ("2", "insult 0.60"),
    ]
    assert re.findall(r"Case (\d+)</a> <span>([^<]+)", disputed) == [
        ("4", "upheld 1×, dismissed 1×, appealed")
    ]


async def test_the_count_in_the_database_is_the_judgement_that_feedback_has(
    desk_club: Club, store: Store, engine: AsyncEngine
) -> None:
    await fill(desk_club)
    # Case 1 is about a later version of its message since, which nobody has judged.
    async with engine.begin() as connection:
        await connection.execute(
            update(cases).where(cases.c.number == 1).values(version=1, is_waiting=True)
        )

    def judge(file: CaseFile) -> Judgement:
        return Feedback(file.case, file.decisions, is_appealed=False, is_reported=False).judgement

    judged = [judge(await desk_club.case_file(number)) for number in range(1, 6)]
    counts = await store.desk.judgements.count(HERE)
    for judgement, is_upheld in ((Judgement.UPHELD, True), (Judgement.DISMISSED, False)):
        counted = sum(each.count for each in counts if each.is_upheld is is_upheld)
        assert counted == judged.count(judgement)
    assert await store.desk.judgements.count(HERE._replace(community="other")) == []


async def test_without_any_judgement_the_page_says_what_fills_it(browser: Browser) -> None:
    page = (await browser.get(MODEL)).text
    assert "Nothing was judged yet" in page
    assert "nobody appealed" in page


def test_weeks_begin_on_mondays_and_none_is_left_out() -> None:
    counts = [
        JudgedCount(date(2026, 4, 29), Label.INSULT, is_upheld=True, count=3),
        JudgedCount(date(2026, 4, 27), Label.INSULT, is_upheld=False, count=1),
        JudgedCount(date(2026, 5, 11), Label.INSULT, is_upheld=True, count=2),
    ]
    since, until = last_weeks(date(2026, 5, 13), 4)
    (insult,) = group_agreement(counts, since=since, until=until)
    assert insult.total == Agreement(5, 1)
    assert list(insult.weeks.items()) == [
        (date(2026, 4, 20), Agreement()),
        (date(2026, 4, 27), Agreement(3, 1)),
        (date(2026, 5, 4), Agreement()),
        (date(2026, 5, 11), Agreement(2, 0)),
    ]
