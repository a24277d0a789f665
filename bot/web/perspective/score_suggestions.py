"""`comments:suggestscore`: the scores that people say a comment should have had."""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot.store.score_suggestions import Suggestion
from bot.web.perspective.attributes import find_label
from bot.web.perspective.schema import AttributeScores, SuggestRequest, SuggestResponse, TextEntry
from bot.web.perspective.unknown_attributes import UnknownAttributes, name_dropped
from bot.web.shared.problem import Problem, comment_problem
from bot.web.shared.result import Result
from bot.web.shared.text_input import read_input


class SuggestionStore(Protocol):
    """A store of suggestions."""

    async def keep(self, suggestion: Suggestion) -> None:
        """Keep a suggestion; durable when this returns."""
        ...


class SuggestionFile:
    """A file of suggestions: one JSON object a line, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def keep(self, suggestion: Suggestion) -> None:
        """Append a line."""
        kept = {**asdict(suggestion), "suggested_at": datetime.now(UTC).isoformat()}
        await asyncio.to_thread(self._append, (json.dumps(kept) + "\n").encode())

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class SuggestionBox:
    """Endpoint of suggestions: checks them, and keeps them in a store."""

    unknown: UnknownAttributes

    async def suggest(self, request: SuggestRequest, store: SuggestionStore) -> Result | Problem:
        """Keep a suggestion."""
        comment = request.comment or TextEntry()
        text = await read_input(comment.text or "", is_html=comment.type == "HTML")
        if isinstance(text, Problem):
            return text
        given = request.attribute_scores or {}
        scores = self._read_scores(given)
        if isinstance(scores, Problem):
            return scores
        await store.keep(Suggestion(text.visible, scores, request.community_id or ""))
        return Result(SuggestResponse(client_token=request.client_token), name_dropped([*given]))

    def _read_scores(
        self, given: Mapping[str, AttributeScores | None]
    ) -> dict[str, float] | Problem:
        names = self.unknown.check([*given]) if given else []
        if isinstance(names, Problem):
            return names
        scores = {}
        for name in names:
            each, label = given[name], find_label(name)
            if label and each and each.summary_score and each.summary_score.value is not None:
                scores[label.value] = each.summary_score.value
        if not scores:
            return comment_problem("attribute_scores must have a summary_score", "INVALID_REQUEST")
        return scores
