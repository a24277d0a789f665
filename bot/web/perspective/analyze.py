"""`comments:analyze`: a comment in, the scores of the requested attributes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.overflow import Overflow
from bot.web.perspective.attributes import find_label
from bot.web.perspective.languages import UNKNOWN_LANGUAGE, select_languages
from bot.web.perspective.schema import (
    AnalyzeRequest,
    AnalyzeResponse,
    AttributeParameters,
    AttributeScores,
    TextEntry,
)
from bot.web.perspective.spans import SpanScorer, to_score
from bot.web.perspective.unknown_attributes import UnknownAttributes, name_dropped
from bot.web.shared.model_info import ModelInfo
from bot.web.shared.problem import QUEUE_FULL, Problem, comment_problem
from bot.web.shared.result import Result
from bot.web.shared.text_input import InputText, read_input
from classifier import Reason, Scores, Unscored


@dataclass(frozen=True, slots=True)
class Analyzer:
    """Analyzer of comments: scores them, and answers in Perspective's terms."""

    scoring: AsyncScorer
    unknown: UnknownAttributes
    model: ModelInfo

    async def analyze(self, request: AnalyzeRequest) -> Result | Problem:
        """Score a comment for the requested attributes."""
        parameters = request.requested_attributes or {}
        names = self._check(request)
        if isinstance(names, Problem):
            return names
        comment = request.comment or TextEntry()
        text = await read_input(comment.text or "", is_html=comment.type == "HTML")
        if isinstance(text, Problem):
            return text
        scores = await self.scoring.score(text.visible)
        if isinstance(scores, Overflow):
            return QUEUE_FULL
        if isinstance(scores, Unscored) and scores.reason is Reason.TOO_LONG:
            return comment_problem("Comment text too long.", "COMMENT_TOO_LONG")
        requested = request.languages or []
        supported = [name for name in names if _has_attribute(scores, name)]
        is_refused = requested and not self._select(requested)
        if isinstance(scores, Unscored) or is_refused:
            answer = self._unsupported_language(request, names[0], scores)
        elif supported != names and not request.drop_unsupported_attributes:
            absent = next(name for name in names if name not in supported)
            answer = self._unsupported_language(request, absent, scores)
        else:
            wanted = {name: parameters[name] for name in supported}
            answer = await self._answer(request, wanted, text=text, scores=scores)
        return (
            answer if isinstance(answer, Problem) else Result(answer, name_dropped([*parameters]))
        )

    def _check(self, request: AnalyzeRequest) -> list[str] | Problem:
        """Return the attributes to answer, or the problem of the request."""
        context = request.context
        if context and context.entries and context.article_and_parent_comment:
            return comment_problem(
                "Context can have either entries or article_and_parent_comment, but both fields "
                "were populated.",
                "INVALID_REQUEST",
            )
        if not request.requested_attributes:
            return comment_problem("Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES")
        return self.model.check_pin(request.model_version) or self.unknown.check(
            [*request.requested_attributes]
        )

    def _select(self, requested: Sequence[str]) -> list[str]:
        return select_languages(requested, self.model.languages)

    def _detected(self, scores: Scores | Unscored) -> list[str]:
        """Return the language of a text: that it was read in, or the bundle's only one."""
        if isinstance(scores, Scores) and scores.language:
            return [scores.language]
        is_known = isinstance(scores, Scores) and len(self.model.languages) == 1
        return [*self.model.languages] if is_known else [UNKNOWN_LANGUAGE]

    async def _answer(
        self,
        request: AnalyzeRequest,
        wanted: Mapping[str, AttributeParameters | None],
        *,
        text: InputText,
        scores: Scores,
    ) -> AnalyzeResponse:
        found = await self.scoring.explain(text.visible) if request.span_annotations else []
        spans = SpanScorer(self.scoring, text, scores=scores, spans=found)
        attributes = {}
        for name, parameters in wanted.items():
            value = spans.whole(name)
            if value >= _threshold(parameters):
                attributes[name] = AttributeScores(
                    summary_score=to_score(value), span_scores=await spans.score(name)
                )
        detected = self._detected(scores)
        return AnalyzeResponse(
            attribute_scores=attributes or None,
            languages=self._select(request.languages or []) or detected,
            detected_languages=detected,
            client_token=request.client_token,
            model_version=self.model.version,
        )

    def _unsupported_language(
        self, request: AnalyzeRequest, attribute: str, scores: Scores | Unscored
    ) -> AnalyzeResponse | Problem:
        """Refuse a language that the bundle does not score, or leave the attributes out if asked to."""
        requested = request.languages or []
        detected = self._detected(scores)
        if request.drop_unsupported_attributes:
            return AnalyzeResponse(
                languages=requested or detected,
                detected_languages=detected,
                client_token=request.client_token,
                model_version=self.model.version,
            )
        named = (isinstance(scores, Scores) and requested) or detected
        return comment_problem(
            f"Attribute {attribute} does not support request languages: {', '.join(named)}",
            "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            languageNotSupportedByAttributeError={
                "attribute": attribute,
                "detectedLanguages": detected,
                "requestedLanguages": requested,
            },
        )


def _has_attribute(scores: Scores | Unscored, attribute: str) -> bool:
    """Tell whether an attribute's label is there in the language of scores."""
    label = find_label(attribute)
    return isinstance(scores, Scores) and label is not None and label in scores


def _threshold(parameters: AttributeParameters | None) -> float:
    return (parameters.score_threshold if parameters else None) or 0.0
