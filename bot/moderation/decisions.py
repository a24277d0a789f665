"""Carrying out what a moderator pressed: after it is recorded, and again after a crash."""

from bot.domain.actions import Action, Deed, Outcome, Result, take_back
from bot.domain.buttons import Button
from bot.domain.case import Dossier
from bot.domain.message import Author
from bot.interactions.requests import Press
from bot.moderation.enforcement import tell_decision
from bot.moderation.pipeline import Pipeline
from bot.moderation.review_rules import ACTIONS, SETTLING, done_to_author, is_strike_after


async def carry_out_press(
    pipeline: Pipeline, dossier: Dossier, place: int, *, press: Press, by: Author
) -> Outcome:
    """Do what the decision in this place says, record it, and tell the author where it is theirs."""
    button = press.button
    outcome = await _do(pipeline, dossier, press, by)
    case = dossier.case
    await pipeline.store.decisions.settle(
        case.number, place, outcome=outcome, is_strike=is_strike_after(button, outcome)
    )
    if button in (Button.UPHOLD, Button.OVERTURN) and outcome.result is Result.DONE:
        is_upheld = button is Button.UPHOLD
        await pipeline.tell(tell_decision(case, is_upheld=is_upheld, words=press.why))
    return outcome


async def _do(pipeline: Pipeline, dossier: Dossier, press: Press, by: Author) -> Outcome:
    case, actor = dossier.case, pipeline.actor
    if press.button in ACTIONS:
        action = ACTIONS[press.button]
        return await pipeline.act(case, action, actor=actor, by=by, words=press.why)
    done = done_to_author(dossier) if press.button in SETTLING else frozenset()
    why = f"case {case.number}: taken back by {by.name} ({by.id})"
    for action in sorted(done.intersection(actor.reversible)):
        outcome = await take_back(Deed(action, case.message, why), actor=actor)
        if not outcome.is_in_force:
            return outcome
    return Outcome.done(Action.NONE)
