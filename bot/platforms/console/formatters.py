"""Formatters of a result on one line: as JSON for programs, or short for people."""

import json
from collections.abc import Callable
from typing import TypeAlias

from bot.alerts.alert import outcome_text
from bot.domain.actions import Action
from bot.domain.case import Case
from bot.domain.inline import defuse
from bot.domain.message import Message
from bot.domain.verdict import Verdict
from bot.runtime.result import Duplicate, PipelineResult
from classifier import Unscored

Formatter: TypeAlias = Callable[[Message, PipelineResult], str]
"""Formats the result for a message, without an end of line."""


def to_json(message: Message, result: PipelineResult) -> str:
    """Format the line protocol's object; `bot/platforms/README.md` explains its keys.

    {"text": "you clown", "scores": {"toxic": 0.91, ...}, "verdict": "delete", "action": "delete",
    "case": 17, "reasons": ["toxic 0.91 is at least 0.85: delete"]}
    """
    case = result if isinstance(result, Case) else None
    outcome = case.outcome if case else None
    verdict = _verdict(result)
    line = {
        "text": message.text,
        "scores": _scores(verdict) if verdict else None,
        "verdict": verdict.wanted.value if verdict else None,
        "action": (outcome.action if outcome else Action.NONE).value,
        "case": case.number if case else None,
        "reasons": _reasons(result),
    }
    return json.dumps(line, ensure_ascii=False)


def to_line(message: Message, result: PipelineResult) -> str:
    """Format for people: "deleted    case 17   you clown   (toxic 0.91 is at least 0.85: delete)"."""
    done, number = "ok", ""
    if isinstance(result, Case) and result.outcome:
        done, number = outcome_text(result.outcome), f"case {result.number}"
    reasons = "; ".join(_reasons(result))
    return f"{done:<10} {number:<9} {defuse(message.text)}{f'   ({reasons})' if reasons else ''}"


def _verdict(result: PipelineResult) -> Verdict | None:
    if isinstance(result, Case):
        return result.verdict
    return result if isinstance(result, Verdict) else None


def _scores(verdict: Verdict) -> dict[str, float] | None:
    if isinstance(verdict.scores, Unscored):
        return None
    return {label.value: round(score, 4) for label, score in verdict.scores.items()}


def _reasons(result: PipelineResult) -> list[str]:
    match result:
        case Verdict():
            return list(result.reasons)
        case Case(verdict=verdict, outcome=outcome):
            held_back = [outcome_text(outcome)] if outcome and outcome.reason else []
            return [*verdict.reasons, *held_back]
        case Duplicate():
            return ["redelivered: it has its case already"]
        case _:
            return ["failed: the log says why"]
