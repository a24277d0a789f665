"""The chart of a report."""

import io
from datetime import date

from PIL import Image, ImageColor

from bot.domain.actions import Action, OutcomeResult
from bot.domain.statistics import CaseCount, ModerationStats
from bot.reports.chart import _COLOURS, draw_chart
from classifier import Label

DAY = date(2026, 5, 1)


def test_every_action_has_a_colour_of_its_own_in_it() -> None:
    cases = [CaseCount(DAY, Label.INSULT, action, OutcomeResult.DONE, 3) for action in Action]
    stats = ModerationStats(DAY, DAY, {}, cases, {}, authors=1, member_reports=0, appeals=0)
    image = Image.open(io.BytesIO(draw_chart(stats, title="Cases")))
    colours = {colour for _, colour in image.getcolors(1 << 20) or []}
    assert set(map(ImageColor.getrgb, _COLOURS.values())) <= colours
    assert len(set(_COLOURS.values())) == len(Action)
