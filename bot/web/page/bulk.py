"""Many texts at once: reading them from lines or CSV, and the results as CSV and as HTML."""

import csv
import io
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from html import escape

from bot.domain.actions import Action
from bot.web.page.evaluation import Evaluation
from bot.web.page.html import NAMES
from classifier import Label, Scores

MOST = 20_000
"""Texts that are scored at once."""

SHOWN = 200
"""Rows that are shown; the file has them all."""

_TEXT_COLUMNS = ("text", "comment", "comment_text", "message", "body", "content")
"""What the column is called in the usual files; else the first one is taken."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run."""


class TableError(ValueError):
    """Why there is nothing to score, in one sentence."""


def read_lines(text: str) -> list[str]:
    """One text a line, empty lines left out."""
    return _check([line for line in text.splitlines() if line.strip()])


def read_file(content: bytes, *, is_csv: bool) -> list[str]:
    """The texts in a file: its lines, or a CSV's column named text, comment, message or the like.

    Raises:
        TableError: it is not UTF-8, holds no text, or more than `MOST`.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError("The file is not UTF-8 text.") from None
    if not is_csv:
        return read_lines(text)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    except csv.Error as error:
        raise TableError(f"The file is no CSV: {error}.") from error
    if not rows:
        raise TableError("There is no text in it.")
    named = find_text_column(rows[0])
    body = rows if named is None else rows[1:]
    column = named or 0
    return _check([row[column] for row in body if len(row) > column and row[column].strip()])


def find_text_column(header: Sequence[str]) -> int | None:
    """Which column holds the texts, by its name; None where none is named so."""
    names = [name.strip().lower() for name in header]
    return next((names.index(name) for name in _TEXT_COLUMNS if name in names), None)


def write_csv(judgements: Sequence[Evaluation]) -> str:
    """Text, verdict, a column a label, and why a text was not scored.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["text", "verdict", *Label, "unscored"])
    for judgement in judgements:
        scores = judgement.verdict.scores
        values: list[object] = [""] * len(Label)
        reason = ""
        if isinstance(scores, Scores):
            values = [f"{scores[label]:.4f}" for label in Label]
        else:
            reason = scores.reason.value
        text = judgement.text
        safe = f"'{text}" if text.startswith(_FORMULA) else text
        writer.writerow([safe, judgement.verdict.action.value, *values, reason])
    return out.getvalue()


def draw_table(judgements: Sequence[Evaluation]) -> str:
    """What was found, counted; a link to the whole of it; the first rows."""
    counts = Counter(judgement.verdict.action for judgement in judgements)
    unscored = sum(not isinstance(each.verdict.scores, Scores) for each in judgements)
    told = ", ".join(
        f"{counts[action]} {action.value}" for action in reversed(Action) if counts[action]
    )
    if unscored:
        told += f"; {unscored} of them not scored"
    content = b64encode(write_csv(judgements).encode()).decode()
    head = "".join(f'<th scope="col">{NAMES[label]}</th>' for label in Label)
    rows = "".join(map(_draw_row, judgements[:SHOWN]))
    more = f", the first {SHOWN} shown" if len(judgements) > SHOWN else ""
    return (
        f'<div class="parley"><section class="verdict calm"><h2>{len(judgements)} texts: '
        f"{told}</h2>"
        f'<p><a class="download" download="parley-scores.csv" '
        f'href="data:text/csv;charset=utf-8;base64,{content}">Download them all as CSV</a></p></section>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Results"><table class="many">'
        f"<caption>What the policy would do, and the scores{more}</caption>"
        f'<thead><tr><th scope="col">text</th><th scope="col">verdict</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></div>"
    )


def draw_fault(says: str) -> str:
    """Why there are no results."""
    return (
        f'<div class="parley"><section class="verdict flag"><h2>{escape(says)}</h2></section></div>'
    )


def _draw_row(judgement: Evaluation) -> str:
    scores, verdict = judgement.verdict.scores, judgement.verdict
    crossed = {threshold.label: threshold.tier for threshold in verdict.crossed}
    if isinstance(scores, Scores):
        cells = "".join(
            f'<td class="number {crossed.get(label, "calm")}">{scores[label]:.2f}</td>'
            for label in Label
        )
    else:
        cells = f'<td colspan="{len(Label)}">not scored: {scores.reason.value}</td>'
    return f'<tr><th scope="row">{escape(judgement.text)}</th><td>{verdict.action.value}</td>{cells}</tr>'


def _check(texts: list[str]) -> list[str]:
    if not texts:
        raise TableError("There is no text in it.")
    if len(texts) > MOST:
        raise TableError(f"There are {len(texts):,} texts in it; {MOST:,} at once are the most.")
    return texts
