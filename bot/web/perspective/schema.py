"""What the Perspective API is sent and sends, field by field.

Google's JSON takes a field's name in both spellings (`clientToken`, `client_token`), `null` for a
field that is not set, and no name that it does not know.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from bot.web.perspective.attributes import ATTRIBUTES


def _check_whole(text: str) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError("half a character") from None
    return text


Text = Annotated[str, AfterValidator(_check_whole)]
"""JSON can also hold halves of UTF-16 pairs, which are no text."""

Probability = Annotated[float, Field(ge=0, le=1)]
Offset = Annotated[int, Field(ge=0, description="In UTF-16 code units of the comment's text.")]
ScoreType = Literal["PROBABILITY"]


class _Part(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
        extra="forbid",
        strict=True,
        frozen=True,
    )


class TextEntry(_Part):
    """A text; in a comment of type HTML tags and entities are not part of what is scored."""

    text: Text | None = None
    type: Literal["PLAIN_TEXT", "HTML", "TEXT_TYPE_UNSPECIFIED"] | None = None


class ArticleAndParentComment(_Part):
    """What the comment answers."""

    article: TextEntry | None = None
    parent_comment: TextEntry | None = None


class Context(_Part):
    """What was said before. Taken and not used, as in the original."""

    entries: list[TextEntry] | None = None
    article_and_parent_comment: ArticleAndParentComment | None = None


class AttributeParameters(_Part):
    """How an attribute is asked for; a score under `scoreThreshold` is left out of the answer."""

    score_type: Literal["PROBABILITY", "SCORE_TYPE_UNSPECIFIED"] | None = None
    score_threshold: Annotated[float, Field(allow_inf_nan=False)] | None = None


class AnalyzeRequest(_Part):
    """What `comments:analyze` is asked. A comment and one attribute are needed, the rest is not."""

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
        dict[Text, AttributeParameters | None] | None,
        Field(json_schema_extra={"propertyNames": {"enum": list(ATTRIBUTES)}}),
    ] = None
    span_annotations: bool | None = None
    languages: list[Text] | None = None
    do_not_store: bool | None = None
    client_token: Text | None = None
    session_id: Text | None = None
    community_id: Text | None = None
    context: Context | None = None
    drop_unsupported_attributes: bool | None = None


class Score(_Part):
    """How likely readers see the harm, 0..1."""

    value: Probability | None = None
    type: ScoreType | None = None


class SpanScore(_Part):
    """The score of the characters [begin, end) alone."""

    begin: Offset | None = None
    end: Offset | None = None
    score: Score | None = None


class AttributeScores(_Part):
    """The score of the whole comment, and of parts of it."""

    summary_score: Score | None = None
    span_scores: list[SpanScore] | None = None


class AnalyzeResponse(_Part):
    """The scores. Without `attributeScores` none reached its threshold."""

    attribute_scores: dict[Text, AttributeScores] | None = None
    languages: list[Text]
    detected_languages: list[Text] | None = None
    client_token: Text | None = None


class SuggestRequest(_Part):
    """What `comments:suggestscore` is told: the scores that a comment should have had."""

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
        dict[Text, AttributeScores | None] | None,
        Field(json_schema_extra={"propertyNames": {"enum": list(ATTRIBUTES)}}),
    ] = None
    languages: list[Text] | None = None
    community_id: Text | None = None
    session_id: Text | None = None
    client_token: Text | None = None
    context: Context | None = None


class SuggestResponse(_Part):
    """That it was kept."""

    client_token: Text | None = None
    detected_languages: list[Text] | None = None
    requested_languages: list[Text] | None = None


class Fault(_Part):
    """What went wrong: the HTTP status, in words, as one word, and in detail."""

    code: int
    message: str
    status: str
    details: list[dict[str, object]] | None = None


class ErrorResponse(_Part):
    """Google's shape of an error."""

    error: Fault
