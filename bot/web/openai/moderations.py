"""`/v1/moderations`: the same scores in the shape of OpenAI's moderation endpoint."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal
from uuid import uuid4

from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.overflow import Overflow
from bot.web.openai.schema import CategoryResult, ModerationRequest, ModerationResponse
from bot.web.shared.model_info import ModelInfo
from bot.web.shared.problem import QUEUE_FULL, Problem, comment_problem
from bot.web.shared.result import Result
from bot.web.shared.text_input import read_input
from classifier import Label, LabelThresholds, Reason, Scores, Unscored, thresholds_of

UNSCORED_HEADER = "X-Parley-Unscored"
"""The header that names the texts of a list that were not scored: "1=language, 4=too_long"."""

_HARASSMENT = (Label.TOXIC, Label.SEVERE_TOXIC, Label.INSULT)

_CATEGORIES: Mapping[str, tuple[Callable[[list[float]], float], tuple[Label, ...]]] = {
    "harassment": (max, _HARASSMENT),
    "harassment/threatening": (min, (Label.TOXIC, Label.THREAT)),
    "hate": (max, (Label.IDENTITY_HATE,)),
    "hate/threatening": (min, (Label.IDENTITY_HATE, Label.THREAT)),
    "violence": (max, (Label.THREAT,)),
}
"""Categories from labels: any of them (max), or all of them (min)."""

_UNSUPPORTED_CATEGORIES = (
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence/graphic",
)
"""Categories that no label means: 0, and applied to no input, as OpenAI marks what it did not look at."""

_ALL = tuple(sorted([*_CATEGORIES, *_UNSUPPORTED_CATEGORIES]))

_NOT_SCORED = CategoryResult(
    flagged=False,
    categories=dict.fromkeys(_ALL, False),
    category_scores=dict.fromkeys(_ALL, 0.0),
    category_applied_input_types={name: [] for name in _ALL},
)
"""The result of an unscored text in a list: every category is applied to no input."""


@dataclass(frozen=True, slots=True)
class Moderator:
    """Moderator of texts, by the bundle's own flag thresholds."""

    scoring: AsyncScorer
    thresholds: Mapping[Label, LabelThresholds]
    model: ModelInfo

    async def moderate(self, request: ModerationRequest) -> Result | Problem:
        """Score each text. Unscored ones are marked; a request of no scored text is a problem."""
        if problem := self.model.check_pin(request.pinned):
            return problem
        results: list[CategoryResult] = []
        unscored: dict[int, Reason] = {}
        for number, scores in enumerate(await asyncio.gather(*map(self._score, request.texts))):
            if isinstance(scores, Overflow):
                return QUEUE_FULL
            if isinstance(scores, Unscored):
                unscored[number] = scores.reason
            results.append(self._to_result(scores) if isinstance(scores, Scores) else _NOT_SCORED)
        if len(unscored) == len(results):
            return _unscored_problem(unscored)
        response = ModerationResponse(
            id=f"modr-{uuid4().hex}", model=self.model.id, results=results
        )
        named = ", ".join(f"{number}={reason}" for number, reason in unscored.items())
        return Result(response, {UNSCORED_HEADER: named} if named else {})

    async def _score(self, text: str) -> Scores | Unscored | Overflow:
        read = await read_input(text)
        if isinstance(read, Problem):
            is_empty = read.code == "COMMENT_EMPTY"
            return Unscored(Reason.EMPTY if is_empty else Reason.TOO_LONG)
        return await self.scoring.score(read.visible)

    def _to_result(self, scores: Scores) -> CategoryResult:
        categories = dict.fromkeys(_ALL, False)
        values = dict.fromkeys(_ALL, 0.0)
        applied: dict[str, list[Literal["text"]]] = {name: [] for name in _ALL}
        thresholds = thresholds_of(self.thresholds, scores)
        for name, (choose, labels) in _CATEGORIES.items():
            known = [label for label in labels if label in scores and label in thresholds]
            if not known or (choose is min and len(known) < len(labels)):
                continue  # the text's language has no such label: applied to no input
            values[name] = choose([scores[label] for label in known])
            crossed = [float(scores[label] >= thresholds[label].flag) for label in known]
            categories[name] = choose(crossed) == 1.0
            applied[name] = ["text"]
        return CategoryResult(
            flagged=any(categories.values()),
            categories=categories,
            category_scores=values,
            category_applied_input_types=applied,
        )


def _unscored_problem(unscored: Mapping[int, Reason]) -> Problem:
    number, reason = next(iter(unscored.items()))
    message = f"input[{number}] cannot be scored: {reason}"
    return replace(comment_problem(message, f"UNSCORED_{reason.upper()}"), param="input")
