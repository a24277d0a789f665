"""HTML of an evaluation. Every text is escaped; nothing here knows Gradio."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from bot.domain.actions import Action
from bot.domain.harm_kinds import kind_notes
from bot.domain.texts import ACTION_TEXTS, LABEL_TEXTS
from bot.domain.verdict import ActiveThreshold, Tier, Verdict
from bot.web.page.evaluation import Evaluation
from classifier import Label, Reason, Scores, Unscored

REASON_TEXTS = {
    Reason.EMPTY: "there are no words in it",
    Reason.LANGUAGE: "it is in a language that the model does not know",
    Reason.TOO_LONG: "it is too long to be read whole",
    Reason.UNREAD: "a part of it could not be read",
}
"""Reasons for the lack of scores, as half a sentence."""


def render(evaluation: Evaluation) -> str:
    """Render an evaluation: the verdict, the marked text, the six scores."""
    verdict = evaluation.verdict
    parts = [_render_verdict(verdict, kind_notes(evaluation.spans)), _render_text(evaluation)]
    if isinstance(verdict.scores, Scores):
        parts.append(_render_scores(verdict.scores, verdict.thresholds))
    return f'<div class="parley">{"".join(parts)}</div>'


def _render_verdict(verdict: Verdict, notes: Sequence[str]) -> str:
    tone = "calm" if verdict.wanted is Action.NONE else "flag"
    if verdict.wanted > Action.FLAG:
        tone = "act"
    if isinstance(verdict.scores, Unscored):
        tone = "flag" if verdict.wanted is not Action.NONE else "unscored"
        says = f"Not scored: {REASON_TEXTS[verdict.scores.reason]}. "
    else:
        says = ""
    says += f"The policy would {ACTION_TEXTS[verdict.action].infinitive}."
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in (*verdict.reasons, *notes))
    why = f"<ul>{reasons}</ul>" if reasons else "<p>No threshold is reached.</p>"
    return f'<section class="verdict {tone}"><h2>{says}</h2>{why}</section>'


def _render_text(evaluation: Evaluation) -> str:
    """Render the text with its spans marked and labelled."""
    if not evaluation.spans:
        return f'<p class="said">{escape(evaluation.text)}</p>'
    pieces, at = [], 0
    for begin, end, labels in merge_spans(evaluation):
        summary = ", ".join(LABEL_TEXTS[label].name for label in labels)
        pieces += [
            escape(evaluation.text[at:begin]),
            f'<mark title="{summary}">{escape(evaluation.text[begin:end])}<small>&nbsp;{summary}</small></mark>',
        ]
        at = end
    pieces.append(escape(evaluation.text[at:]))
    return f'<p class="said">{"".join(pieces)}</p>'


def merge_spans(evaluation: Evaluation) -> Iterator[tuple[int, int, Sequence[Label]]]:
    """Merge spans: yield (begin, end, labels) in order and without overlap."""
    edges = sorted({edge for span in evaluation.spans for edge in (span.begin, span.end)})
    last: tuple[int, int, Sequence[Label]] | None = None
    for begin, end in pairwise(edges):
        labels = [
            label
            for label in Label
            if any(s.label is label and s.begin <= begin < s.end for s in evaluation.spans)
        ]
        if last and last[1] == begin and list(last[2]) == labels:
            last = (last[0], end, labels)
            continue
        if last and last[2]:
            yield last
        last = (begin, end, labels)
    if last and last[2]:
        yield last


def _render_scores(scores: Scores, thresholds: Sequence[ActiveThreshold]) -> str:
    rows = "".join(
        _render_score(label, scores[label], [t for t in thresholds if t.label is label])
        for label in scores
    )
    head = (
        '<tr><th scope="col">label</th><th scope="col">score</th>'
        '<td aria-hidden="true" class="scale"><span>0</span><span>1</span></td>'
        '<th scope="col">flag from</th><th scope="col">act from</th></tr>'
    )
    return (
        '<table class="scores"><caption>How likely readers see each harm in it, from 0 to 1. '
        "A bar reaches a mark: the threshold is reached.</caption>"
        f"<thead>{head}</thead><tbody>{rows}</tbody></table>"
    )


def _render_score(label: Label, score: float, thresholds: Sequence[ActiveThreshold]) -> str:
    from_ = {threshold.tier: threshold.at_least for threshold in thresholds}
    reached = [tier for tier, at_least in from_.items() if score >= at_least]
    tone = "act" if Tier.ACT in reached else "flag" if Tier.FLAG in reached else "calm"
    marks = "".join(
        f'<i class="{tier}" style="left:{100 * at_least:.1f}%"></i>'
        for tier, at_least in from_.items()
    )
    cells = "".join(
        f'<td class="number">{from_[tier]:.2f}</td>'
        if tier in from_
        else '<td class="number">off</td>'
        for tier in Tier
    )
    return (
        f'<tr class="{tone}"><th scope="row">{LABEL_TEXTS[label].name}</th><td class="number">{score:.2f}</td>'
        f'<td aria-hidden="true" class="bar"><div><b style="width:{100 * score:.1f}%"></b>{marks}</div>'
        f"</td>{cells}</tr>"
    )
