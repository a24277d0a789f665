"""Acceptance: what a moderator has dismissed is not flagged again when its author writes it again. Pure."""

from dataclasses import replace

from bot.domain.actions import Action
from bot.domain.case import Case
from bot.domain.versions import is_worse
from bot.moderation.evaluation import Evaluation


def accept(evaluation: Evaluation, accepted: Case | None) -> Evaluation:
    """Return an evaluation that asks for nothing where the same text was accepted, unless it is worse by now.

    It is worse by new own words, by another bundle or policy.
    """
    verdict = evaluation.verdict
    if accepted is None or is_worse(verdict, than=accepted.verdict):
        return evaluation
    note = f"a moderator took no offence at the same words in case {accepted.number}"
    mild = replace(verdict, wanted=Action.NONE, action=Action.NONE, notes=(*verdict.notes, note))
    return replace(evaluation, verdict=mild)
