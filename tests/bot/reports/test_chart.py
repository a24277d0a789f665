"""The chart of a report."""

import io
from datetime import date, timedelta

import pytest
from PIL import Image, ImageColor

from bot.domain.actions import Action, OutcomeResult
from bot.domain.statistics import CaseCount, ModerationStats
from bot.reports.chart import _COLOURS, _PAPER, draw_chart
from bot.reports.chart_text import describe_chart
from classifier import Label

DAY = date(2026, 5, 1)


def make_stats(
    cases: list[CaseCount], dismissed: list[CaseCount] | None = None, *, days: int = 1
) -> ModerationStats:
    return ModerationStats(
        DAY,
        DAY + timedelta(days=days - 1),
        {},
        cases,
        authors=1,
        decisions={},
        member_reports=0,
        appeals=0,
        dismissed=dismissed or [],
    )


def count(action: Action, number: int) -> CaseCount:
    return CaseCount(DAY, Label.INSULT, action, OutcomeResult.DONE, number)


def paint(stats: ModerationStats) -> dict[object, int]:
    """Draw a chart, and count its pixels by colour."""
    image = Image.open(io.BytesIO(draw_chart(stats, title="Cases")))
    return {colour: number for number, colour in image.getcolors(1 << 20) or []}


def test_every_action_has_a_colour_of_its_own_in_it() -> None:
    colours = paint(make_stats([count(action, 3) for action in Action]))
    assert set(map(ImageColor.getrgb, _COLOURS.values())) <= set(colours)
    assert len(set(_COLOURS.values())) == len(Action)


def test_what_was_dismissed_is_hatched_and_not_filled() -> None:
    flagged, paper = ImageColor.getrgb(_COLOURS[Action.FLAG]), ImageColor.getrgb(_PAPER)
    filled = paint(make_stats([count(Action.FLAG, 8)]))
    hatched = paint(make_stats([count(Action.FLAG, 8)], [count(Action.FLAG, 6)]))
    assert 0.3 * filled[flagged] < hatched[flagged] < 0.7 * filled[flagged]
    assert hatched[paper] > filled[paper]


def test_every_colour_stands_out_from_the_card_that_it_is_drawn_on() -> None:
    def luminance(colour: str) -> float:
        """Return the relative luminance of a colour (WCAG 2.2)."""
        linear = [
            (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4)
            for c in (channel / 255 for channel in ImageColor.getrgb(colour)[:3])
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    paper = luminance(_PAPER)
    contrasts = {name: (luminance(c) + 0.05) / (paper + 0.05) for name, c in _COLOURS.items()}
    assert {name: c for name, c in contrasts.items() if c < 3} == {}


@pytest.mark.parametrize("days", [1, 7, 30, 90])
def test_any_number_of_days_can_be_drawn_with_columns_of_a_single_case(days: int) -> None:
    stats = make_stats([count(Action.BAN, 1)], [count(Action.BAN, 1)], days=days)
    assert paint(stats)


def test_it_is_described_for_who_cannot_see_it() -> None:
    stats = make_stats(
        [count(Action.FLAG, 3), count(Action.DELETE, 2)], [count(Action.FLAG, 1)], days=7
    )
    assert describe_chart(stats) == (
        "A chart of the cases a day: 5 cases on 7 days (2 deleted, 3 flagged). Most on 1 May: 5. "
        "1 false alarm among them, hatched."
    )
