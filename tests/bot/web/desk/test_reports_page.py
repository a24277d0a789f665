"""The page Reports: figures of some days beside those before, a chart, and CSV."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import Action, OutcomeResult
from bot.domain.authority import Authority
from bot.domain.buttons import Button
from bot.domain.statistics import CaseCount, ModerationStats
from bot.interactions.requests import Decide
from bot.web.desk.chart_view import HEIGHT, WIDTH, lay_out_chart
from bot.web.desk.report_range import MOST, ReportRange
from classifier import Label
from tests.bot.web.desk.conftest import Browser
from tests.fakes.club import MAX, RUDE, Club
from tests.fakes.messages import NOON

REPORTS = "/fake/club/reports"
TODAY = NOON.date()


async def fill(club: Club) -> None:
    """Have two rude messages today, one of which is dismissed, and one ten days ago."""
    await club.say(RUDE, RUDE)
    await club.say(RUDE, sent_at=NOON - timedelta(days=10))
    await club.ask(Decide(Button.DISMISS, 1))


async def test_the_figures_are_those_of_the_report_in_chat_beside_the_time_before(
    desk_club: Club, browser: Browser
) -> None:
    await fill(desk_club)
    page = (await browser.get(REPORTS)).text
    assert "2 cases in" in page
    assert "cases 1 → 2 (+100%)" in re.sub(r"<br>", "\n", page)
    assert "50% false alarms" in page
    assert '<rect class="part flag"' in page
    assert "<title>2026-05-01: 1 flagged, dismissed</title>" in page
    longer = (await browser.get(REPORTS, params={"days": "30"})).text
    assert "3 cases in" in longer


async def test_any_days_can_be_asked_for_and_are_compared_with_as_many_before(
    desk_club: Club, browser: Browser
) -> None:
    await fill(desk_club)
    then = TODAY - timedelta(days=10)
    asked = {"since": str(then - timedelta(days=1)), "until": str(then)}
    page = (await browser.get(REPORTS, params=asked)).text
    assert "1 case in" in page
    assert f"compared with {then - timedelta(days=3)} to {then - timedelta(days=2)}" in page


async def test_the_figures_are_exported_as_csv(desk_club: Club, browser: Browser) -> None:
    await fill(desk_club)
    answer = await browser.get(f"{REPORTS}/figures.csv", params={"days": "30"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="parley-2026-04-02-to-2026-05-01.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [
        (row["day"], row["label"], row["done"], row["cases"], row["false_alarms"]) for row in rows
    ] == [
        ("2026-04-21", "insult", "flag", "1", "0"),
        ("2026-05-01", "insult", "flag", "2", "1"),
    ]


@pytest.mark.parametrize("path", ["reports", "reports/figures.csv", "model"])
async def test_figures_are_only_for_moderators_of_the_whole_community(
    desk_club: Club, sign_in: object, path: str
) -> None:
    of_one = Authority(channels={"lobby": Authority.full().actions})
    desk_club.platform.directory.add("club", MAX, of_one)
    browser = await sign_in(MAX)  # type: ignore[operator]
    assert (await browser.get(f"/fake/club/{path}")).status_code == 403


async def test_a_day_without_anything_is_a_page_too(browser: Browser) -> None:
    page = (await browser.get(REPORTS, params={"since": "2020-01-01", "until": "2020-01-01"})).text
    assert "0 cases in 0 messages" in page
    assert "there were none" in page


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_whatever_an_address_asks_for_is_some_days(days: str, since: str, until: str) -> None:
    asked = ReportRange.parse(days, since, until, today=TODAY)
    assert 1 <= asked.days <= MOST
    before = asked.before()
    assert (before.days, before.until) == (asked.days, asked.since - timedelta(days=1))


@given(st.dates(), st.dates())
def test_a_range_is_what_was_asked_for_or_the_last_week(since: date, until: date) -> None:
    asked = ReportRange.parse("", str(since), str(until), today=TODAY)
    week = ReportRange(TODAY - timedelta(days=6), TODAY)
    assert asked in (ReportRange(since, until), week)
    assert asked.before().since < asked.since


COUNTS = st.builds(
    CaseCount,
    st.dates(TODAY - timedelta(days=6), TODAY),
    st.sampled_from(Label),
    st.sampled_from(Action),
    st.just(OutcomeResult.DONE),
    st.integers(1, 500),
)


@given(st.lists(COUNTS, max_size=30), st.lists(COUNTS, max_size=5))
def test_a_chart_stands_within_its_frame_and_has_every_case(
    cases: list[CaseCount], dismissed: list[CaseCount]
) -> None:
    stats = ModerationStats(
        since=TODAY - timedelta(days=6),
        until=TODAY,
        messages={},
        cases=cases,
        decisions={},
        authors=0,
        member_reports=0,
        appeals=0,
        dismissed=dismissed,
    )
    parts = lay_out_chart(stats).parts
    for part in parts:
        assert -0.1 <= part.y <= part.y + part.height <= HEIGHT + 0.2
        assert 0 <= part.x <= part.x + part.width <= WIDTH
    told = [int(part.title.split(": ")[1].split(" ")[0].replace(",", "")) for part in parts]
    assert sum(told) == stats.total
