"""Bulk input: texts from lines or CSV, and their results as CSV and as HTML."""

import csv
import io
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from html import escape

from bot.domain.actions import Action
from bot.domain.texts import LABEL_TEXTS
from bot.reports.csv_formulas import escape_formula
from bot.web.page.evaluation import Evaluation
from bot.web.page.html import REASON_TEXTS
from bot.web.shared.csv_table import TableError, decode_text, find_text_column, read_csv
from classifier import Label, Scores

MAX_TEXTS = 20_000
"""The most texts of one upload."""

MAX_ROWS_SHOWN = 200
"""Rows of the HTML table; the CSV has all."""

NOT_SCORED = "not scored"
"""The verdict of a text without scores that the policy leaves alone: nobody has found it harmless."""


def parse_lines(text: str) -> list[str]:
    """Return the lines that are not empty, one text each.

    Raises:
        TableError: there is no text, or more than `MAX_TEXTS`.
    """
    return _check_count([line for line in text.splitlines() if line.strip()])


def parse_file(content: bytes, *, is_csv: bool) -> list[str]:
    """Return the texts of a file: its lines, or a CSV's column named text, comment, message or the like.

    Without a column of such a name, the first one is taken.

    Raises:
        TableError: it cannot be read, holds no text, or more than `MAX_TEXTS`.
    """
    if not is_csv:
        return parse_lines(decode_text(content))
    rows = read_csv(content)
    if not rows:
        raise TableError("There is no text in it.")
    named = find_text_column(rows[0])
    body = rows if named is None else rows[1:]
    column = named or 0
    return _check_count([row[column] for row in body if len(row) > column and row[column].strip()])


def write_csv(evaluations: Sequence[Evaluation]) -> str:
    """Return a CSV: text, verdict, a column for each label, and the reason of an unscored text.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["text", "verdict", *Label, "unscored"])
    for evaluation in evaluations:
        scores = evaluation.verdict.scores
        values: list[object] = [""] * len(Label)
        reason = ""
        if isinstance(scores, Scores):
            values = [f"{scores[label]:.4f}" if label in scores else "" for label in Label]
        else:
            reason = scores.reason.value
        writer.writerow(
            [escape_formula(evaluation.text), name_verdict(evaluation), *values, reason]
        )
    return out.getvalue()


def name_verdict(evaluation: Evaluation) -> str:
    """Name what the policy would do; where that is nothing for want of scores, say so."""
    action = evaluation.verdict.action
    is_unscored = not isinstance(evaluation.verdict.scores, Scores)
    return NOT_SCORED if is_unscored and action is Action.NONE else action.value


def render_table(evaluations: Sequence[Evaluation]) -> str:
    """Render the results: counts of verdicts, a link to the whole CSV, and the rows that score highest."""
    counts = Counter(map(name_verdict, evaluations))
    names = [*(action.value for action in reversed(Action)), NOT_SCORED]
    summary = ", ".join(f"{counts[name]} {name}" for name in names if counts[name])
    count = "1 text" if len(evaluations) == 1 else f"{len(evaluations)} texts"
    content = b64encode(write_csv(evaluations).encode("utf-8-sig")).decode()
    head = "".join(_render_head(LABEL_TEXTS[label].name) for label in Label)
    shown = sorted(evaluations, key=_highest_score, reverse=True)[:MAX_ROWS_SHOWN]
    rows = "".join(map(_render_row, shown))
    more = (
        f"; the {MAX_ROWS_SHOWN} with the highest are shown"
        if len(evaluations) > len(shown)
        else ""
    )
    return (
        f'<div class="parley"><section class="verdict calm"><h2>{count}: '
        f"{summary}</h2>"
        f'<p><a class="download" download="parley-scores.csv" '
        f'href="data:text/csv;charset=utf-8;base64,{content}">Download them all as CSV</a></p></section>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Results"><table class="many">'
        f"<caption>What the policy would do, and the scores{more}. A column's name sorts by it."
        "</caption>"
        f'<thead><tr><th scope="col">text</th><th scope="col">verdict</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></div>"
    )


def _render_head(name: str) -> str:
    return f'<th scope="col"><button type="button">{name}</button></th>'


def _highest_score(evaluation: Evaluation) -> float:
    scores = evaluation.verdict.scores
    return max(scores.values()) if isinstance(scores, Scores) else -1.0


def render_error(says: str) -> str:
    """Render an error in the place of results."""
    return (
        f'<div class="parley"><section class="verdict flag"><h2>{escape(says)}</h2></section></div>'
    )


def _render_cell(label: Label, scores: Scores, tone: str) -> str:
    """Render a label's score; a dash where the text's language does not have the label."""
    if label not in scores:
        return (
            f'<td class="number calm" data-value="-1" data-label="{LABEL_TEXTS[label].name}">-</td>'
        )
    return (
        f'<td class="number {tone}" data-value="{scores[label]:.4f}" '
        f'data-label="{LABEL_TEXTS[label].name}">{scores[label]:.2f}</td>'
    )


def _render_row(evaluation: Evaluation) -> str:
    scores, verdict = evaluation.verdict.scores, evaluation.verdict
    name = name_verdict(evaluation)
    crossed = {threshold.label: threshold.tier for threshold in verdict.crossed}
    if isinstance(scores, Scores):
        cells = "".join(_render_cell(label, scores, crossed.get(label, "calm")) for label in Label)
    else:
        says = REASON_TEXTS[scores.reason]
        says = says if name == NOT_SCORED else f"{NOT_SCORED}: {says}"
        cells = f'<td class="reason" colspan="{len(Label)}">{says}</td>'
    return (
        f'<tr><th scope="row">{escape(evaluation.text)}</th>'
        f'<td class="action">{name}</td>{cells}</tr>'
    )


def _check_count(texts: list[str]) -> list[str]:
    if not texts:
        raise TableError("There is no text in it.")
    if len(texts) > MAX_TEXTS:
        raise TableError(
            f"There are {len(texts):,} texts in it; {MAX_TEXTS:,} at once are the most."
        )
    return texts
