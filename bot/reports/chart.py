"""A report's figures as a picture: a column a day, in it what was done. The only file with Pillow."""

import io
import math
from collections.abc import Sequence
from datetime import date

from PIL import Image, ImageDraw, ImageFont

from bot.domain.actions import Action
from bot.domain.statistics import ModerationStats

_SIZE = (1200, 600)
_PLOT = (80, 90, 1160, 530)
"""Left, top, right and bottom of where the columns stand."""

_INK, _FAINT, _PAPER = "#2c3e50", "#dfe6e9", "#ffffff"
_LINES = 4
"""Lines behind the columns, each with its number."""

_MOST_NAMES = 10
"""Days that are named below the columns."""

_NAMES = {
    Action.NONE: ("nothing done", "#b2bec3"),
    Action.FLAG: ("flagged", "#f5c542"),
    Action.WARN: ("warned", "#f39c42"),
    Action.DELETE: ("deleted", "#d64545"),
    Action.TIMEOUT: ("timed out", "#8e44ad"),
    Action.KICK: ("kicked", "#3d5a98"),
    Action.BAN: ("banned", "#1f2a44"),
}


def draw_chart(figures: ModerationStats, *, title: str) -> bytes:
    """A PNG of 1200 by 600 pixels. Takes some 100 ms: not for the event loop."""
    picture = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(picture)
    left = _PLOT[0]
    draw.text((left, 18), title, _INK, font=ImageFont.load_default(28))
    actions = [action for action in Action if figures.by_action()[action]]
    _draw_legend(draw, actions)
    by_day = figures.by_day()
    tallest = max((sum(by_day[day, a] for a in actions) for day in figures.days), default=0)
    top = _round_up(tallest)
    _draw_scale(draw, top)
    for place, day in enumerate(figures.days):
        _draw_column(draw, place, len(figures.days), [(a, by_day[day, a] / top) for a in actions])
        _draw_day(draw, place, figures.days)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _draw_legend(draw: ImageDraw.ImageDraw, actions: Sequence[Action]) -> None:
    font, left = ImageFont.load_default(18), float(_PLOT[0])
    for action in actions:
        name, colour = _NAMES[action]
        draw.rectangle((left, 60, left + 16, 76), colour)
        draw.text((left + 24, 56), name, _INK, font=font)
        left += 24 + draw.textlength(name, font=font) + 28
    if not actions:
        draw.text((left, 56), "no cases", _INK, font=font)


def _draw_scale(draw: ImageDraw.ImageDraw, top: int) -> None:
    left, upper, right, lower = _PLOT
    font = ImageFont.load_default(18)
    for line in range(_LINES + 1):
        y = lower - (lower - upper) * line / _LINES
        draw.line((left, y, right, y), _INK if line == 0 else _FAINT, 2)
        draw.text((left - 12, y), f"{top * line // _LINES:,}", _INK, font=font, anchor="rm")


def _draw_column(
    draw: ImageDraw.ImageDraw, place: int, places: int, parts: Sequence[tuple[Action, float]]
) -> None:
    """Parts upon each other, each of a height from 0 to 1."""
    left, upper, right, lower = _PLOT
    width = (right - left) / places
    begin, end = left + width * (place + 0.15), left + width * (place + 0.85)
    foot = float(lower)
    for action, height in parts:
        head = foot - (lower - upper) * height
        if height:
            draw.rectangle((begin, head, max(begin, end - 1), foot - 1), _NAMES[action][1])
        foot = head


def _draw_day(draw: ImageDraw.ImageDraw, place: int, days: Sequence[date]) -> None:
    every = math.ceil(len(days) / _MOST_NAMES)
    if (len(days) - 1 - place) % every:
        return
    left, _, right, lower = _PLOT
    middle = left + (right - left) * (place + 0.5) / len(days)
    day = f"{days[place]:%b} {days[place].day}"
    draw.text((middle, lower + 12), day, _INK, font=ImageFont.load_default(18), anchor="mt")


def _round_up(count: int) -> int:
    """The next number that divides well by the lines: 0 -> 4, 7 -> 8, 1234 -> 2000."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return max(_LINES, math.ceil(count / (_LINES * step)) * _LINES * step)
