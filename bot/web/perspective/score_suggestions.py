"""`comments:suggestscore`: what people say a comment's scores should have been."""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot.store.score_suggestions import Suggestion
from bot.web.perspective.attributes import ATTRIBUTES, AVAILABLE
from bot.web.perspective.schema import AttributeScores, SuggestRequest, SuggestResponse, TextEntry
from bot.web.shared.problem import Problem, refuse_comment
from bot.web.shared.text_input import read_input


class Suggestions(Protocol):
    """Where they are kept."""

    async def keep(self, suggestion: Suggestion) -> None:
        """Keep one; durable when this returns."""
        ...


class SuggestionFile:
    """One JSON object a line, at the end of a file that only its owner can read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def keep(self, suggestion: Suggestion) -> None:
        """Add a line."""
        kept = {**asdict(suggestion), "suggested_at": datetime.now(UTC).isoformat()}
        await asyncio.to_thread(self._append, (json.dumps(kept) + "\n").encode())

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


async def suggest(request: SuggestRequest, kept: Suggestions) -> SuggestResponse | Problem:
    """Keep a suggestion, or say why not."""
    comment = request.comment or TextEntry()
    entry = await read_input(comment.text or "", is_html=comment.type == "HTML")
    if isinstance(entry, Problem):
        return entry
    scores = _read_scores(request.attribute_scores or {})
    if isinstance(scores, Problem):
        return scores
    await kept.keep(Suggestion(entry.clean.raw, scores, request.community_id or ""))
    return SuggestResponse(client_token=request.client_token)


def _read_scores(given: Mapping[str, AttributeScores | None]) -> dict[str, float] | Problem:
    unknown = [name for name in given if name not in ATTRIBUTES]
    if unknown:
        message = f"Unknown attribute: {', '.join(unknown)}. There are: {AVAILABLE}."
        return refuse_comment(message, "INVALID_REQUEST")
    scores = {
        ATTRIBUTES[name].value: each.summary_score.value
        for name, each in given.items()
        if each and each.summary_score and each.summary_score.value is not None
    }
    if not scores:
        return refuse_comment("attribute_scores must have a summary_score", "INVALID_REQUEST")
    return scores
