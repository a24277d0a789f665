"""The buttons under a case, and `/toxicity undo`."""

from dataclasses import replace

from bot.alerts.alert import cut, describe
from bot.commands.context import Asked
from bot.domain.actions import Outcome
from bot.domain.buttons import Button
from bot.domain.case import Dossier
from bot.interactions.replies import Refusal, Reply, Response
from bot.interactions.requests import LONGEST_WHY, MayPress, Press
from bot.moderation.decisions import carry_out_press
from bot.moderation.review_rules import SETTLING, is_message_gone, judge, tell_what_is_undone


async def press(asked: Asked, ask: Press) -> Response:
    """Do what a button says, once: of two who press at the same time, one is told of the other."""
    ask = replace(ask, why=ask.why[:LONGEST_WHY].strip())
    while True:
        dossier = await _find(asked, ask)
        if isinstance(dossier, Refusal):
            return dossier
        place = len(dossier.decisions)
        if await asked.store.decisions.take(
            ask.case, place, button=ask.button, by=asked.by, why=ask.why
        ):
            break
    outcome = await carry_out_press(asked.pipeline, dossier, place, press=ask, by=asked.by)
    return await _answer(asked, dossier, ask.button, outcome)


async def may_press(asked: Asked, ask: MayPress) -> Response:
    """A reply that says no more than yes, or what pressing would be answered."""
    found = await _find(asked, ask)
    return found if isinstance(found, Refusal) else Reply(ask.button.caption)


async def _find(asked: Asked, ask: Press | MayPress) -> Dossier | Refusal:
    """The case, if its button can be pressed now."""
    found = await asked.find(ask.case)
    if isinstance(found, Refusal):
        return found
    refusal = judge(found, ask.button, supported=asked.supported)
    return replace(refusal, alert=await asked.pipeline.draw(found.case)) if refusal else found


async def _answer(asked: Asked, dossier: Dossier, button: Button, outcome: Outcome) -> Response:
    case = dossier.case
    alert = await asked.pipeline.draw(case)
    if not outcome.is_in_force:
        reason = f"case {case.number}, {button.caption}: {describe(outcome)}"
        return Refusal(reason, outcome.remedy, alert)
    title = f"Case {case.number}: {button.caption}"
    if button not in SETTLING:
        said = _SAID.get(button, describe(outcome))
        return Reply(title, (f"{said}.",), alert=alert)
    lines = tell_what_is_undone(dossier, reversible=asked.pipeline.actor.reversible)
    quote = cut(case.message.text, ()) if is_message_gone(dossier) else ()
    return Reply(title, lines, quote=quote, alert=alert)


_SAID = {Button.UPHOLD: "It stays as it is, and the author is told"}
