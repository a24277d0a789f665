"""Carrying out what a moderator pressed: after it is recorded, and again after a crash."""

from bot.actions import Action, Deed, Outcome, Result, carry_out, take_back
from bot.buttons import Button
from bot.case import Dossier
from bot.deeds import prepare, tell_decision
from bot.message import Author
from bot.pipeline import Pipeline
from bot.policy import Mode
from bot.request import Press
from bot.review import ACTIONS, SETTLING, done_to_author, is_strike_after


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
    if press.button in ACTIONS:
        return await _act(pipeline, dossier, press, by)
    for action in sorted(done_to_author(dossier)) if press.button in SETTLING else ():
        outcome = await _take_back(pipeline, dossier, action, by)
        if not outcome.is_in_force:
            return outcome
    return Outcome.done(Action.NONE)


async def _act(pipeline: Pipeline, dossier: Dossier, press: Press, by: Author) -> Outcome:
    actor = pipeline.actors[Mode.ENFORCE]
    policy = await pipeline.policies.of(dossier.case.message.community)
    deed = prepare(
        dossier.case,
        ACTIONS[press.button],
        supported=actor.supported,
        timeout_minutes=policy.timeout_minutes,
        by=by,
        words=press.why,
    )
    return await carry_out(deed, actor=actor)


async def _take_back(pipeline: Pipeline, dossier: Dossier, action: Action, by: Author) -> Outcome:
    actor = pipeline.actors[Mode.ENFORCE]
    if action not in actor.reversible:
        return Outcome.done(Action.NONE)
    why = f"case {dossier.case.number}: taken back by {by.name} ({by.id})"
    return await take_back(Deed(action, dossier.case.message, why), actor=actor)
