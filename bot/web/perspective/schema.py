"""Requests and responses of the Perspective API, field by field.

Google's JSON takes a field's name in both spellings (`clientToken`, `client_token`), `null` for a
field that is not set, and no name that it does not know.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

from bot.web.perspective.attributes import ATTRIBUTES
from bot.web.perspective.fields import Flag, Integer, Languages, Number, Token

Probability = Annotated[Number, Field(ge=0, le=1)]
Offset = Annotated[Integer, Field(ge=0, description="In UTF-16 code units of the comment's text.")]
ScoreType = Literal["PROBABILITY"]

_ATTRIBUTE_NAMES: JsonDict = {
    "propertyNames": {"anyOf": [{"enum": [*ATTRIBUTES]}, {"type": "string"}]}
}


class _Schema(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
        extra="forbid",
        strict=True,
        frozen=True,
        protected_namespaces=(),
    )


class TextEntry(_Schema):
    """A text; in a comment of type HTML tags and entities are not part of what is scored."""

    text: str | None = None
    type: Literal["PLAIN_TEXT", "HTML", "TEXT_TYPE_UNSPECIFIED"] | None = None


class ArticleAndParentComment(_Schema):
    """The article and the comment that a comment answers."""

    article: TextEntry | None = None
    parent_comment: TextEntry | None = None


class Context(_Schema):
    """Texts before the comment. Taken and not used, as in the original."""

    entries: list[TextEntry] | None = None
    article_and_parent_comment: ArticleAndParentComment | None = None


class AttributeParameters(_Schema):
    """Parameters of an attribute; a score under `scoreThreshold` is left out of the answer."""

    score_type: Literal["PROBABILITY", "SCORE_TYPE_UNSPECIFIED"] | None = None
    score_threshold: Number | None = None


class AnalyzeRequest(_Schema):
    """A request of `comments:analyze`. A comment and one attribute are needed, the rest is not."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "comment": {"text": "You clown, that was my seat."},
                    "requestedAttributes": {"TOXICITY": {}, "INSULT": {"scoreThreshold": 0.3}},
                    "languages": ["en"],
                    "spanAnnotations": True,
                    "clientToken": "comment-1",
                }
            ]
        }
    )

    comment: TextEntry | None = None
    requested_attributes: Annotated[
        dict[str, AttributeParameters | None] | None, Field(json_schema_extra=_ATTRIBUTE_NAMES)
    ] = None
    span_annotations: Flag | None = None
    languages: Languages | None = None
    do_not_store: Flag | None = None
    client_token: Token | None = None
    session_id: Token | None = None
    community_id: Token | None = None
    context: Context | None = None
    drop_unsupported_attributes: Flag | None = None
    model_version: Annotated[
        str | None, Field(description="Refuse to answer with another model than this version.")
    ] = None


class Score(_Schema):
    """The probability, 0..1, that readers see the harm."""

    value: Probability | None = None
    type: ScoreType | None = None


class SpanScore(_Schema):
    """The score of the characters [begin, end) alone."""

    begin: Offset | None = None
    end: Offset | None = None
    score: Score | None = None


class AttributeScores(_Schema):
    """The score of the whole comment, and of parts of it."""

    summary_score: Score | None = None
    span_scores: list[SpanScore] | None = None


class AnalyzeResponse(_Schema):
    """The scores. Without `attributeScores` none reached its threshold."""

    attribute_scores: dict[str, AttributeScores] | None = None
    languages: Annotated[list[str], Field(description="The languages that the scores stand for.")]
    detected_languages: list[str] | None = None
    client_token: str | None = None
    model_version: Annotated[str, Field(description="The bundle's version: see /v1/models.")]


class SuggestRequest(_Schema):
    """A request of `comments:suggestscore`: the scores that a comment should have had."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "comment": {"text": "You clown, I missed you!"},
                    "attributeScores": {"INSULT": {"summaryScore": {"value": 0}}},
                    "communityId": "friends",
                }
            ]
        }
    )

    comment: TextEntry | None = None
    attribute_scores: Annotated[
        dict[str, AttributeScores | None] | None, Field(json_schema_extra=_ATTRIBUTE_NAMES)
    ] = None
    languages: Languages | None = None
    community_id: Token | None = None
    session_id: Token | None = None
    client_token: Token | None = None
    context: Context | None = None


class SuggestResponse(_Schema):
    """The receipt of a suggestion that was kept."""

    client_token: str | None = None
    detected_languages: list[str] | None = None
    requested_languages: list[str] | None = None


class ErrorStatus(_Schema):
    """An error: HTTP status, message, canonical code, details."""

    code: int
    message: str
    status: str
    details: list[dict[str, object]] | None = None


class ErrorResponse(_Schema):
    """An error in Google's shape."""

    error: ErrorStatus
