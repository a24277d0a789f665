"""Comparison report: old and new scores in one HTML file that needs nothing else. It holds texts."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from bot.web.migrate.agreement import Agreement, Difference, measure_agreement
from bot.web.migrate.scatter_plot import draw_scatter
from bot.web.migrate.score_pairs import ScorePair
from bot.web.migrate.threshold_migration import MigratedThreshold

_STYLE = Path(__file__).with_name("report.css")

_MAX_CHARS = 300
"""Characters of a text that are shown."""


def render_report(
    pairs: Mapping[str, Sequence[ScorePair]],
    migrated: Sequence[MigratedThreshold],
    *,
    version: str,
) -> str:
    """Render a section for each migrated threshold, after a table of them all."""
    measured = [(each, measure_agreement(pairs[each.attribute], each)) for each in migrated]
    sections = "".join(
        _render_section(each, agreement, pairs[each.attribute]) for each, agreement in measured
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>Old and new scores</title>'
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body><main>"
        f"<h1>Old and new scores</h1><p>New: Parley, {escape(version)}. This file holds texts that "
        "people wrote: keep it as you keep those.</p>"
        f"{_render_summary(measured)}{sections}</main></body></html>\n"
    )


def _render_summary(measured: Sequence[tuple[MigratedThreshold, Agreement]]) -> str:
    head = ("attribute", "tier", "texts", "rank correlation", "old", "new", "agreement")
    rows = "".join(
        f'<tr><th scope="row">{each.attribute}</th><td>{each.tier}</td><td>{each.texts}</td>'
        f"<td>{_format(agreement.rank_correlation)}</td><td>{each.old_threshold:g}</td>"
        f"<td>{_format(each.new_threshold, digits=3, missing='off')}</td>"
        f"<td>{agreement.agreement:.1%}</td></tr>"
        for each, agreement in measured
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Attributes"><table>'
        "<caption>Rank correlation is 1 where both order the texts alike, 0 where one says nothing "
        "of the other. Agreement is the share of texts on which both decide the same at their "
        f"thresholds.</caption><thead><tr>{_render_head(head)}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _render_section(
    each: MigratedThreshold, agreement: Agreement, pairs: Sequence[ScorePair]
) -> str:
    new = _format(each.new_threshold, digits=3, missing="off")
    name = f"{each.attribute}, {each.tier}"
    return (
        f"<section><h2>{name}</h2>"
        f'<div class="beside">{draw_scatter(pairs, each)}<table>'
        f"<caption>Alarms at {each.old_threshold:g} before and {new} now</caption>"
        f"<thead><tr><td></td>{_render_head(('now', 'not now'))}</tr></thead><tbody>"
        f'<tr><th scope="row">before</th><td>{agreement.both}</td><td>{agreement.only_old}</td></tr>'
        f'<tr><th scope="row">not before</th><td>{agreement.only_new}</td><td>{agreement.neither}</td></tr>'
        "</tbody></table></div>"
        f"{_render_differences('Much higher before', agreement.higher_before, of=name)}"
        f"{_render_differences('Much higher now', agreement.higher_now, of=name)}</section>"
    )


def _render_differences(title: str, differences: Sequence[Difference], *, of: str) -> str:
    shown = [each for each in differences if each.pair.text]
    if not shown:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(each.pair.text[:_MAX_CHARS])}</th>'
        f"<td>{each.pair.old:.2f}</td><td>{each.pair.new:.2f}</td>"
        f"<td>{each.old_rank:.0%}</td><td>{each.new_rank:.0%}</td></tr>"
        for each in shown
    )
    head = _render_head(("text", "old", "new", "above, old", "above, new"))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}: {of}"><table class="texts">'
        f"<caption>{title}: the texts, their scores, and the share of texts that they are above"
        f"</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _render_head(names: Sequence[str]) -> str:
    return "".join(f'<th scope="col">{name}</th>' for name in names)


def _format(number: float | None, *, digits: int = 2, missing: str = "unknown") -> str:
    return missing if number is None else f"{number:.{digits}f}"
