"""How an answer is written on one line: as JSON for programs, or short for people."""

import json
from collections.abc import Callable
from typing import TypeAlias

from bot.alerts.alert import defuse, outcome_text
from bot.domain.actions import Action
from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.verdict import Verdict
from bot.runtime.result import Duplicate, PipelineResult
from classifier import Unscored

Formatter: TypeAlias = Callable[[Message, PipelineResult], str]
"""Writes the answer to a message, without an end of line."""


def to_json(message: Message, answer: PipelineResult) -> str:
    """The line protocol's object; `bot/platforms/README.md` explains its keys.

    {"text": "you clown", "scores": {"toxic": 0.91, ...}, "verdict": "delete", "action": "delete",
    "case": 17, "reasons": ["toxic 0.91 is at least 0.85: delete"]}
    """
    case = answer if isinstance(answer, Case) else None
    outcome = case.outcome if case else None
    verdict = _verdict(answer)
    written = {
        "text": message.text,
        "scores": _scores(verdict) if verdict else None,
        "verdict": verdict.wanted.value if verdict else None,
        "action": (outcome.action if outcome else Action.NONE).value,
        "case": case.number if case else None,
        "reasons": _reasons(answer),
    }
    return json.dumps(written, ensure_ascii=False)


def to_line(message: Message, answer: PipelineResult) -> str:
    """For people: "deleted    case 17   you clown   (toxic 0.91 is at least 0.85: delete)"."""
    what, number = "ok", ""
    if isinstance(answer, Case) and answer.outcome:
        what, number = outcome_text(answer.outcome), f"case {answer.number}"
    reasons = "; ".join(_reasons(answer))
    return f"{what:<10} {number:<9} {defuse(message.text)}{f'   ({reasons})' if reasons else ''}"


def _verdict(answer: PipelineResult) -> Verdict | None:
    if isinstance(answer, Case):
        return answer.verdict
    return answer if isinstance(answer, Verdict) else None


def _scores(verdict: Verdict) -> dict[str, float] | None:
    if isinstance(verdict.scores, Unscored):
        return None
    return {label.value: round(score, 4) for label, score in verdict.scores.items()}


def _reasons(answer: PipelineResult) -> list[str]:
    match answer:
        case Verdict():
            return list(answer.reasons)
        case Case(verdict=verdict, outcome=outcome):
            held_back = [outcome_text(outcome)] if outcome and outcome.reason else []
            return [*verdict.reasons, *held_back]
        case Duplicate():
            return ["redelivered: it has its case already"]
        case _:
            return ["failed: the log says why"]
