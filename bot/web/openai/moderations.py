"""`/v1/moderations`: the same scores in the shape of OpenAI's moderation endpoint."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from bot.runtime.async_scorer import AsyncScorer, Overflow
from bot.web.perspective.schema import Text
from bot.web.shared.problem import BUSY, Problem, refuse_comment
from bot.web.shared.text_input import read_input
from classifier import Label, LabelThresholds, Scores, Unscored

MOST_INPUTS = 256
"""Texts in one request."""

_HARASSMENT = (Label.TOXIC, Label.SEVERE_TOXIC, Label.INSULT)

_SPOKEN_OF: Mapping[str, tuple[Callable[[list[float]], float], tuple[Label, ...]]] = {
    "harassment": (max, _HARASSMENT),
    "harassment/threatening": (min, (Label.TOXIC, Label.THREAT)),
    "hate": (max, (Label.IDENTITY_HATE,)),
    "hate/threatening": (min, (Label.IDENTITY_HATE, Label.THREAT)),
    "violence": (max, (Label.THREAT,)),
}
"""How a category follows from labels: any of them, or all of them."""

_NOT_SPOKEN_OF = (
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence/graphic",
)
"""Categories that no label here means: 0, and applied to no input, as OpenAI itself says it."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class TextInput(_Part):
    """One part of an input that is a list."""

    type: Literal["text"]
    text: Text


class ModerationRequest(_Part):
    """One text, or several. `model` may be any: there is one."""

    input: (
        Text
        | Annotated[list[Text], Field(min_length=1, max_length=MOST_INPUTS)]
        | Annotated[list[TextInput], Field(min_length=1, max_length=MOST_INPUTS)]
    )
    model: str | None = None

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"input": ["good morning", "you clown"]}]}
    )

    @property
    def texts(self) -> list[str]:
        """The texts, each of which gets its result."""
        given = [self.input] if isinstance(self.input, str) else self.input
        return [each if isinstance(each, str) else each.text for each in given]


class Result(_Part):
    """What is said of one text."""

    flagged: bool
    categories: dict[str, bool]
    category_scores: dict[str, float]
    category_applied_input_types: dict[str, list[Literal["text"]]]


class ModerationResponse(_Part):
    """A result for each text, in order."""

    id: str
    model: str
    results: list[Result]


class ModerationFault(_Part):
    """What went wrong, in words, and as one word."""

    message: str
    type: Literal["invalid_request_error", "server_error"]
    param: str | None = None
    code: str | None = None


class ModerationErrorResponse(_Part):
    """OpenAI's shape of an error."""

    error: ModerationFault


async def moderate(
    request: ModerationRequest,
    scoring: AsyncScorer,
    *,
    thresholds: Mapping[Label, LabelThresholds],
    version: str,
) -> ModerationResponse | Problem:
    """Score each text against the bundle's own thresholds. One that cannot be scored refuses all."""
    results = []
    for number, text in enumerate(request.texts):
        entry = await read_input(text)
        if isinstance(entry, Problem):
            return entry
        scores = await scoring.score(entry.clean)
        if isinstance(scores, Overflow):
            return BUSY
        if isinstance(scores, Unscored):
            message = f"input[{number}] cannot be scored: {scores.reason}"
            return refuse_comment(message, f"UNSCORED_{scores.reason.upper()}")
        results.append(_judge(scores, thresholds))
    return ModerationResponse(id=f"modr-{uuid4().hex}", model=f"parley-{version}", results=results)


def _judge(scores: Scores, thresholds: Mapping[Label, LabelThresholds]) -> Result:
    categories = dict.fromkeys(_NOT_SPOKEN_OF, False)
    values = dict.fromkeys(_NOT_SPOKEN_OF, 0.0)
    applied: dict[str, list[Literal["text"]]] = {name: [] for name in _NOT_SPOKEN_OF}
    for name, (choose, labels) in _SPOKEN_OF.items():
        values[name] = choose([scores[label] for label in labels])
        crossed = [float(scores[label] >= thresholds[label].flag) for label in labels]
        categories[name] = choose(crossed) == 1.0
        applied[name] = ["text"]
    return Result(
        flagged=any(categories.values()),
        categories=dict(sorted(categories.items())),
        category_scores=dict(sorted(values.items())),
        category_applied_input_types=dict(sorted(applied.items())),
    )
