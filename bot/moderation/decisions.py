"""Carrying out what a moderator pressed: after it is recorded, and again after a crash."""

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult, take_back
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.message import Author
from bot.interactions.requests import Decide
from bot.moderation.enforcement import appeal_decision_notice
from bot.moderation.pipeline import Pipeline
from bot.moderation.review_rules import (
    ACTION_BY_BUTTON,
    RESOLVING,
    actions_on_author,
    is_strike_after,
)


async def apply_decision(
    pipeline: Pipeline, case_file: CaseFile, place: int, *, press: Decide, by: Author
) -> Outcome:
    """Do what the decision in this place says, record it, and tell the author where it is theirs."""
    button = press.button
    outcome = await _do(pipeline, case_file, press, by)
    case = case_file.case
    await pipeline.store.decisions.resolve(
        case.number, place, outcome=outcome, is_strike=is_strike_after(button, outcome)
    )
    if button in (Button.UPHOLD, Button.OVERTURN) and outcome.result is OutcomeResult.DONE:
        is_upheld = button is Button.UPHOLD
        await pipeline.notify(appeal_decision_notice(case, is_upheld=is_upheld, words=press.why))
    return outcome


async def _do(pipeline: Pipeline, case_file: CaseFile, press: Decide, by: Author) -> Outcome:
    case, actor = case_file.case, pipeline.enforcer
    if press.button in ACTION_BY_BUTTON:
        action = ACTION_BY_BUTTON[press.button]
        return await pipeline.enforce(case, action, actor=actor, by=by, words=press.why)
    done = actions_on_author(case_file) if press.button in RESOLVING else frozenset()
    why = f"case {case.number}: taken back by {by.name} ({by.id})"
    for action in sorted(done.intersection(actor.reversible)):
        outcome = await take_back(Enforcement(action, case.message, why), actor=actor)
        if not outcome.is_in_force:
            return outcome
    return Outcome.done(Action.NONE)
