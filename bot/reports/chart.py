"""A report's chart: a stacked column of cases a day, coloured by action. The only file with Pillow.

It is read on a phone, a third as large, in a light or a dark client: few large words on its own dark card.
"""

import io
import math
from collections.abc import Sequence
from datetime import date

from PIL import Image, ImageDraw, ImageFont

from bot.alerts.alert import outcome_text
from bot.domain.actions import Action, Outcome
from bot.domain.statistics import ModerationStats

_SIZE = (1200, 600)
_PLOT = (110, 170, 1160, 520)
"""Left, top, right and bottom of the area of the columns, in pixels."""

_INK, _FAINT, _PAPER = "#f1f3f5", "#4a4f5a", "#23262d"
_GRID_LINES = 2
"""Lines behind the columns, each with its number."""

_TITLE, _WORDS = 46, 38
"""Heights of letters in pixels."""

_MOST_DAY_NAMES = 5
"""Days that are named below the columns."""

_HATCH = 14
"""Pixels between two lines of what was dismissed."""

_COLOURS = {
    Action.NONE: "#b2bec3",
    Action.FLAG: "#f5c542",
    Action.WARN: "#f39c42",
    Action.DELETE: "#d64545",
    Action.TIMEOUT: "#b57edc",
    Action.KICK: "#6f9cf0",
    Action.BAN: "#ffffff",
}


def draw_chart(stats: ModerationStats, *, title: str) -> bytes:
    """Draw a PNG of 1200 by 600 pixels. Takes some 100 ms: not for the event loop.

    Cases that were taken back as false alarms are the hatched part of their colour, not filled.
    """
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((40, 18), title, _INK, font=ImageFont.load_default(_TITLE))
    actions = [action for action in Action if stats.by_action()[action]]
    _draw_legend(draw, actions, with_dismissed=bool(stats.false_alarms))
    by_day, dismissed = stats.by_day(), stats.dismissed_by_day()
    tallest = max((sum(by_day[day, a] for a in actions) for day in stats.days), default=0)
    top = _round_up(tallest)
    _draw_scale(draw, top)
    for index, day in enumerate(stats.days):
        parts = [(a, by_day[day, a] / top, dismissed[day, a] / top) for a in actions]
        _draw_column(image, index, len(stats.days), parts)
        _draw_day(draw, index, stats.days)
    png = io.BytesIO()
    image.save(png, "PNG", optimize=True)
    return png.getvalue()


def _draw_legend(
    draw: ImageDraw.ImageDraw, actions: Sequence[Action], *, with_dismissed: bool
) -> None:
    font, left = ImageFont.load_default(_WORDS), 40.0
    names = [(outcome_text(Outcome.done(action)), _COLOURS[action]) for action in actions]
    for name, colour in names:
        draw.rectangle((left, 96, left + 30, 126), colour)
        left = _draw_name(draw, name, left + 42)
    if with_dismissed:
        draw.rectangle((left, 96, left + 30, 126), outline=_INK, width=3)
        for offset in (10, 20):
            draw.line((left, 96 + offset, left + offset, 96), _INK, 3)
            draw.line((left + offset, 126, left + 30, 96 + offset), _INK, 3)
        _draw_name(draw, "dismissed", left + 42)
    if not actions:
        draw.text((left, 86), "no cases", _INK, font=font)


def _draw_name(draw: ImageDraw.ImageDraw, name: str, left: float) -> float:
    font = ImageFont.load_default(_WORDS)
    draw.text((left, 86), name, _INK, font=font)
    return left + draw.textlength(name, font=font) + 36


def _draw_scale(draw: ImageDraw.ImageDraw, top: int) -> None:
    left, upper, right, lower = _PLOT
    font = ImageFont.load_default(_WORDS)
    for line in range(_GRID_LINES + 1):
        y = lower - (lower - upper) * line / _GRID_LINES
        draw.line((left, y, right, y), _INK if line == 0 else _FAINT, 2)
        draw.text((left - 14, y), f"{top * line // _GRID_LINES:,}", _INK, font=font, anchor="rm")


def _draw_column(
    image: Image.Image, index: int, columns: int, parts: Sequence[tuple[Action, float, float]]
) -> None:
    """Stack parts upon each other, of a height from 0 to 1, of which so much was dismissed."""
    left, upper, right, lower = _PLOT
    width, height = (right - left) / columns, lower - upper
    begin, end = left + width * (index + 0.15), left + width * (index + 0.85)
    foot = float(lower)
    draw = ImageDraw.Draw(image)
    for action, share, dismissed in parts:
        head, kept = foot - height * share, foot - height * (share - dismissed)
        box = (begin, kept, max(begin, end - 1), foot - 1)
        if share > dismissed:
            draw.rectangle(box, _COLOURS[action])
        if dismissed:
            _draw_hatched(image, (begin, head, max(begin, end - 1), kept - 1), _COLOURS[action])
        foot = head


def _draw_hatched(image: Image.Image, box: tuple[float, float, float, float], colour: str) -> None:
    """Draw a box of an edge and slanting lines, with nothing behind them."""
    left, upper, right, lower = (round(side) for side in box)
    width, height = max(1, right - left + 1), max(1, lower - upper + 1)
    part = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(part)
    for offset in range(0, width + height, _HATCH):
        draw.line((offset, 0, offset - height, height), colour, 3)
    draw.rectangle((0, 0, width - 1, height - 1), outline=colour, width=3)
    image.paste(part, (left, upper))


def _draw_day(draw: ImageDraw.ImageDraw, index: int, days: Sequence[date]) -> None:
    every = math.ceil(len(days) / _MOST_DAY_NAMES)
    if (len(days) - 1 - index) % every:
        return
    left, _, right, lower = _PLOT
    font, day = ImageFont.load_default(_WORDS), f"{days[index].day} {days[index]:%b}"
    middle = left + (right - left) * (index + 0.5) / len(days)
    furthest = _SIZE[0] - 10 - draw.textlength(day, font=font) / 2
    draw.text((min(middle, furthest), lower + 16), day, _INK, font=font, anchor="mt")


def _round_up(count: int) -> int:
    """Round up to a number that the grid lines divide evenly: 0 -> 2, 7 -> 8, 1234 -> 1400."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return max(_GRID_LINES, math.ceil(count / (_GRID_LINES * step)) * _GRID_LINES * step)
