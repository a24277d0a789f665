"""Scatter plot: old scores against new ones, as inline SVG."""

from collections.abc import Sequence
from random import Random

from bot.web.migrate.score_pairs import ScorePair
from bot.web.migrate.threshold_migration import MigratedThreshold

_SIDE = 300
"""Pixels of the square in which a score of 1 lies at the far edge."""

_MARGIN = 44
_MAX_POINTS = 2_000
"""Points drawn; more are sampled, the same ones each time."""


def draw_scatter(pairs: Sequence[ScorePair], migrated: MigratedThreshold) -> str:
    """Draw a point for each text and a line at both thresholds; colours come from the page's CSS."""
    drawn = list(pairs)
    if len(drawn) > _MAX_POINTS:
        drawn = Random(0).sample(drawn, _MAX_POINTS)  # noqa: S311 - which points are drawn
    points = "".join(
        f'<circle cx="{_across(pair.old):.1f}" cy="{_up(pair.new):.1f}" r="2.5"/>' for pair in drawn
    )
    name = migrated.attribute
    said = (
        f"{len(drawn)} texts by their old and new score of {name}; the table beside it counts them"
    )
    side = _SIDE + 2 * _MARGIN
    return (
        f'<svg viewBox="0 0 {side} {side}" role="img" aria-label="{said}">'
        f'{_draw_axes()}<g class="points">{points}</g>{_draw_thresholds(migrated)}</svg>'
    )


def _across(score: float) -> float:
    return _MARGIN + score * _SIDE


def _up(score: float) -> float:
    return _MARGIN + (1 - score) * _SIDE


def _draw_axes() -> str:
    middle, low = _MARGIN + _SIDE / 2, _up(0)
    marks = "".join(
        f'<text x="{_across(at):.0f}" y="{low + 16:.0f}" text-anchor="middle">{at:g}</text>'
        f'<text x="{_MARGIN - 6}" y="{_up(at) + 4:.0f}" text-anchor="end">{at:g}</text>'
        for at in (0, 0.5, 1)
    )
    return (
        f'<rect x="{_MARGIN}" y="{_MARGIN}" width="{_SIDE}" height="{_SIDE}" class="frame"/>{marks}'
        f'<text x="{middle}" y="{low + 34:.0f}" text-anchor="middle">old score</text>'
        f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">'
        "new score</text>"
    )


def _draw_thresholds(migrated: MigratedThreshold) -> str:
    across = _across(migrated.old_threshold)
    lines = f'<path class="threshold" d="M{across:.1f} {_up(1)}V{_up(0)}"/>'
    if migrated.new_threshold is not None:
        up = _up(migrated.new_threshold)
        lines += f'<path class="threshold" d="M{_across(0)} {up:.1f}H{_across(1)}"/>'
    return lines
