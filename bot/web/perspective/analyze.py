"""`comments:analyze`: a comment in, the scores of the requested attributes out."""

from collections.abc import Mapping, Sequence

from bot.runtime.async_scorer import AsyncScorer, Overflow
from bot.web.perspective.attributes import ATTRIBUTES, AVAILABLE
from bot.web.perspective.schema import (
    AnalyzeRequest,
    AnalyzeResponse,
    AttributeParameters,
    AttributeScores,
    Score,
    SpanScore,
    TextEntry,
)
from bot.web.shared.problem import BUSY, Problem, refuse_comment
from bot.web.shared.text_input import InputText, read_input
from classifier import Label, Reason, Scores, Span, Unscored, clean

_ENGLISH = "en"
_UNKNOWN = "und"
"""What BCP 47 calls a language that was not recognised."""


async def analyze(request: AnalyzeRequest, scoring: AsyncScorer) -> AnalyzeResponse | Problem:
    """Score a comment, or say why not."""
    comment = request.comment or TextEntry()
    wanted = request.requested_attributes or {}
    languages = request.languages or []
    wrong = _refuse_context(request) or _refuse_attributes(wanted)
    if wrong:
        return wrong
    entry = await read_input(comment.text or "", is_html=comment.type == "HTML")
    if isinstance(entry, Problem):
        return entry
    scores = await scoring.score(entry.clean)
    if isinstance(scores, Overflow):
        return BUSY
    if isinstance(scores, Unscored) and scores.reason is Reason.TOO_LONG:
        return refuse_comment("Comment text too long.", "COMMENT_TOO_LONG")
    if isinstance(scores, Unscored) or not all(is_english(each) for each in languages):
        return _answer_unsupported(request, languages, is_read=isinstance(scores, Scores))
    found = await scoring.explain(entry.clean) if request.span_annotations else []
    attributes = {
        name: AttributeScores(
            summary_score=_score(scores[ATTRIBUTES[name]]),
            span_scores=await _score_spans(
                name, entry, scores=scores, found=found, scoring=scoring
            ),
        )
        for name, parameters in wanted.items()
        if scores[ATTRIBUTES[name]] >= _threshold(parameters)
    }
    return AnalyzeResponse(
        attribute_scores=attributes or None,
        languages=languages or [_ENGLISH],
        detected_languages=[_ENGLISH],
        client_token=request.client_token,
    )


def is_english(language: str) -> bool:
    """Whether a code of ISO 639-1 or BCP 47 means English: "en", "EN", "en-GB"."""
    return language.lower().replace("_", "-").partition("-")[0] == _ENGLISH


def _refuse_context(request: AnalyzeRequest) -> Problem | None:
    context = request.context
    if context and context.entries and context.article_and_parent_comment:
        return refuse_comment(
            "Context can have either entries or article_and_parent_comment, but both fields were "
            "populated.",
            "INVALID_REQUEST",
        )
    return None


def _refuse_attributes(wanted: Mapping[str, AttributeParameters | None]) -> Problem | None:
    if not wanted:
        return refuse_comment("Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES")
    unknown = [name for name in wanted if name not in ATTRIBUTES]
    if unknown:
        return refuse_comment(
            f"Unknown requested attribute: {', '.join(unknown)}. There are: {AVAILABLE}.",
            "INVALID_REQUEST",
        )
    return None


def _answer_unsupported(
    request: AnalyzeRequest, languages: Sequence[str], *, is_read: bool
) -> AnalyzeResponse | Problem:
    """What is not English cannot be scored; the caller may have it left out or be told so."""
    detected = [_ENGLISH if is_read else _UNKNOWN]
    if request.drop_unsupported_attributes:
        return AnalyzeResponse(
            languages=list(languages) or detected,
            detected_languages=detected,
            client_token=request.client_token,
        )
    named = list(languages) if is_read else detected
    attribute = next(iter(request.requested_attributes or {}))
    return refuse_comment(
        f"Attribute {attribute} does not support request languages: {', '.join(named)}",
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        languageNotSupportedByAttributeError={
            "attribute": attribute,
            "detectedLanguages": detected,
            "requestedLanguages": list(languages),
        },
    )


def _threshold(parameters: AttributeParameters | None) -> float:
    return (parameters.score_threshold if parameters else None) or 0.0


def _score(value: float) -> Score:
    return Score(value=value, type="PROBABILITY")


async def _score_spans(
    name: str, entry: InputText, *, scores: Scores, found: Sequence[Span], scoring: AsyncScorer
) -> list[SpanScore]:
    """What drove an attribute's score, each part with the score that it has alone, in its order.

    Where nothing did, or nobody asked, one span holds the whole comment, as in the original.
    """
    label = ATTRIBUTES[name]
    spans = sorted(
        ((span.begin, span.end) for span in found if span.label is label),
        key=lambda span: span[0],
    )
    if not spans:
        _, end = entry.utf16_span(0, len(entry.clean.raw))
        return [SpanScore(begin=0, end=end, score=_score(scores[label]))]
    parts = []
    for span in spans:
        begin, end = entry.utf16_span(*span)
        alone = await _score_alone(entry.clean.raw[slice(*span)], label, scoring=scoring)
        value = scores[label] if alone is None else alone
        parts.append(SpanScore(begin=begin, end=end, score=_score(value)))
    return parts


async def _score_alone(part: str, label: Label, *, scoring: AsyncScorer) -> float | None:
    alone = await scoring.score(clean(part))
    return alone[label] if isinstance(alone, Scores) else None
