"""Requests and responses of OpenAI's moderation endpoint and list of models."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

MAX_INPUTS = 256
"""Texts in one request."""


def _check_input(given: object) -> object:
    """Refuse inputs that are not text in words, where a union would list its types."""
    if isinstance(given, str):
        return given
    if not isinstance(given, list) or not 1 <= len(given) <= MAX_INPUTS:
        raise PydanticCustomError(
            "input_shape", f"a text is needed, or a list of 1 to {MAX_INPUTS} texts"
        )
    for number, each in enumerate(given):
        _check_part(number, each)
    if len({isinstance(each, str) for each in given}) > 1:
        raise PydanticCustomError("input_mixed", "texts and parts cannot be mixed in one list")
    return given


def _check_part(number: int, part: object) -> None:
    if isinstance(part, str) or (
        isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str)
    ):
        return
    if isinstance(part, dict) and str(part.get("type", "")).startswith("image"):
        raise PydanticCustomError(
            "input_image", f"input[{number}] is an image: this model scores texts only"
        )
    raise PydanticCustomError("input_part", f"input[{number}] is not a text")


class _Schema(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, protected_namespaces=())


class TextPart(_Schema):
    """A part of an input that is a list."""

    type: Literal["text"]
    text: str


class ModerationRequest(_Schema):
    """One text, or several. `model` may be any but another version of Parley's."""

    input: Annotated[
        str
        | Annotated[list[str], Field(min_length=1, max_length=MAX_INPUTS)]
        | Annotated[list[TextPart], Field(min_length=1, max_length=MAX_INPUTS)],
        BeforeValidator(_check_input),
    ]
    model: str | None = None
    model_version: Annotated[
        str | None, Field(description="Refuse to answer with another model than this version.")
    ] = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"input": ["good morning", "you clown"]}]}
    )

    @property
    def texts(self) -> Sequence[str]:
        """The texts, each of which gets its result."""
        given = [self.input] if isinstance(self.input, str) else self.input
        return [each if isinstance(each, str) else each.text for each in given]

    @property
    def pinned(self) -> str | None:
        """The model that the request is pinned to: `model_version`, or a `model` of Parley's."""
        is_ours = self.model is not None and self.model.startswith("parley-")
        return self.model_version or (self.model if is_ours else None)


class CategoryResult(_Schema):
    """The categories of one text."""

    flagged: bool
    categories: dict[str, bool]
    category_scores: dict[str, float]
    category_applied_input_types: dict[str, list[Literal["text"]]]


class ModerationResponse(_Schema):
    """A result for each text, in order."""

    id: str
    model: str
    results: list[CategoryResult]


class Model(_Schema):
    """A bundle in OpenAI's shape of a model, with what identifies it."""

    id: str
    object: Literal["model"] = "model"
    created: Annotated[int, Field(description="The release, in seconds since 1970.")]
    owned_by: str = "parley"
    version: str
    sha256: Annotated[str, Field(description="Hash of bundle.json, which holds the files' hashes.")]
    released_on: str | None
    languages: list[str]


class ModelList(_Schema):
    """The bundles that answer."""

    object: Literal["list"] = "list"
    data: list[Model]


class ModerationError(_Schema):
    """An error: message, and identifiers for programs."""

    message: str
    type: Literal["invalid_request_error", "server_error"]
    param: str | None = None
    code: str | None = None


class ModerationErrorResponse(_Schema):
    """An error in OpenAI's shape."""

    error: ModerationError
