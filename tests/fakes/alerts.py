"""Alerts to try cards on."""

from collections.abc import Sequence

from bot.alerts.alert import Alert, cut, describe, measure
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.policy import Mode
from bot.domain.verdict import Threshold, Tier, Verdict
from classifier import Label, Scores, Span


def make_alert(number: int, message: Message, *, buttons: Sequence[Button]) -> Alert:
    """An insult that should have been deleted, and could not be; "buffoon" is what drove its score."""
    scores = Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95})
    thresholds = (
        Threshold(Label.INSULT, Tier.FLAG, 0.5, Action.FLAG),
        Threshold(Label.INSULT, Tier.ACT, 0.9, Action.DELETE),
    )
    verdict = Verdict(scores, thresholds, Mode.ENFORCE, Action.DELETE, Action.DELETE, ())
    outcome = Outcome.refused("no permission", "Give it.")
    found = message.text.find("buffoon")
    spans = [Span(found, len(message.text), Label.INSULT, 0.9)] if found >= 0 else []
    return Alert(
        case=Case(number, message, verdict, outcome),
        pieces=cut(message.text, spans),
        bars=measure(verdict),
        reasons=(*verdict.reasons, "reported by mona"),
        wanted="delete",
        done=describe(outcome),
        remedy=outcome.remedy,
        history="2 strikes in 30 days",
        buttons=tuple(buttons),
    )
