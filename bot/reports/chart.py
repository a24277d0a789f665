"""A report's chart: a stacked column of cases a day, coloured by action. The only file with Pillow."""

import io
import math
from collections.abc import Sequence
from datetime import date

from PIL import Image, ImageDraw, ImageFont

from bot.alerts.alert import outcome_text
from bot.domain.actions import Action, Outcome
from bot.domain.statistics import ModerationStats

_SIZE = (1200, 600)
_PLOT = (80, 90, 1160, 530)
"""Left, top, right and bottom of the area of the columns, in pixels."""

_INK, _FAINT, _PAPER = "#2c3e50", "#dfe6e9", "#ffffff"
_GRID_LINES = 4
"""Lines behind the columns, each with its number."""

_MOST_DAY_NAMES = 10
"""Days that are named below the columns."""

_COLOURS = {
    Action.NONE: "#b2bec3",
    Action.FLAG: "#f5c542",
    Action.WARN: "#f39c42",
    Action.DELETE: "#d64545",
    Action.TIMEOUT: "#8e44ad",
    Action.KICK: "#3d5a98",
    Action.BAN: "#1f2a44",
}


def draw_chart(stats: ModerationStats, *, title: str) -> bytes:
    """Draw a PNG of 1200 by 600 pixels. Takes some 100 ms: not for the event loop."""
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    left = _PLOT[0]
    draw.text((left, 18), title, _INK, font=ImageFont.load_default(28))
    actions = [action for action in Action if stats.by_action()[action]]
    _draw_legend(draw, actions)
    by_day = stats.by_day()
    tallest = max((sum(by_day[day, a] for a in actions) for day in stats.days), default=0)
    top = _round_up(tallest)
    _draw_scale(draw, top)
    for index, day in enumerate(stats.days):
        _draw_column(draw, index, len(stats.days), [(a, by_day[day, a] / top) for a in actions])
        _draw_day(draw, index, stats.days)
    png = io.BytesIO()
    image.save(png, "PNG", optimize=True)
    return png.getvalue()


def _draw_legend(draw: ImageDraw.ImageDraw, actions: Sequence[Action]) -> None:
    font, left = ImageFont.load_default(18), float(_PLOT[0])
    for action in actions:
        name = outcome_text(Outcome.done(action))
        draw.rectangle((left, 60, left + 16, 76), _COLOURS[action])
        draw.text((left + 24, 56), name, _INK, font=font)
        left += 24 + draw.textlength(name, font=font) + 28
    if not actions:
        draw.text((left, 56), "no cases", _INK, font=font)


def _draw_scale(draw: ImageDraw.ImageDraw, top: int) -> None:
    left, upper, right, lower = _PLOT
    font = ImageFont.load_default(18)
    for line in range(_GRID_LINES + 1):
        y = lower - (lower - upper) * line / _GRID_LINES
        draw.line((left, y, right, y), _INK if line == 0 else _FAINT, 2)
        draw.text((left - 12, y), f"{top * line // _GRID_LINES:,}", _INK, font=font, anchor="rm")


def _draw_column(
    draw: ImageDraw.ImageDraw, index: int, columns: int, parts: Sequence[tuple[Action, float]]
) -> None:
    """Stack parts upon each other, each of a height from 0 to 1."""
    left, upper, right, lower = _PLOT
    width = (right - left) / columns
    begin, end = left + width * (index + 0.15), left + width * (index + 0.85)
    foot = float(lower)
    for action, height in parts:
        head = foot - (lower - upper) * height
        if height:
            draw.rectangle((begin, head, max(begin, end - 1), foot - 1), _COLOURS[action])
        foot = head


def _draw_day(draw: ImageDraw.ImageDraw, index: int, days: Sequence[date]) -> None:
    every = math.ceil(len(days) / _MOST_DAY_NAMES)
    if (len(days) - 1 - index) % every:
        return
    left, _, right, lower = _PLOT
    middle = left + (right - left) * (index + 0.5) / len(days)
    day = f"{days[index]:%b} {days[index].day}"
    draw.text((middle, lower + 12), day, _INK, font=ImageFont.load_default(18), anchor="mt")


def _round_up(count: int) -> int:
    """Round up to a number that the grid lines divide evenly: 0 -> 4, 7 -> 8, 1234 -> 2000."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return max(_GRID_LINES, math.ceil(count / (_GRID_LINES * step)) * _GRID_LINES * step)
