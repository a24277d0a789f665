"""Example alerts."""

from collections.abc import Sequence

from bot.alerts.alert import Alert, outcome_text, score_bars, split_pieces
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.policy import Mode
from bot.domain.verdict import ActiveThreshold, Tier, Verdict
from classifier import Label, Scores, Span


def make_alert(number: int, message: Message, *, buttons: Sequence[Button]) -> Alert:
    """Make the alert of an insult that could not be deleted; "buffoon" drove its score."""
    scores = Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95})
    thresholds = (
        ActiveThreshold(Label.INSULT, Tier.FLAG, 0.5, Action.FLAG),
        ActiveThreshold(Label.INSULT, Tier.ACT, 0.9, Action.DELETE),
    )
    verdict = Verdict(scores, thresholds, Mode.ENFORCE, Action.DELETE, Action.DELETE, ())
    outcome = Outcome.refused("no permission", "Give it.")
    found = message.text.find("buffoon")
    spans = [Span(found, len(message.text), Label.INSULT, 0.9)] if found >= 0 else []
    return Alert(
        case=Case(number, message, verdict, outcome),
        pieces=split_pieces(message.text, spans),
        bars=score_bars(verdict),
        reasons=(*verdict.reasons, "reported by mona"),
        wanted="delete",
        done=outcome_text(outcome),
        remedy=outcome.remedy,
        history="2 strikes in 30 days",
        buttons=tuple(buttons),
        nonce=f"alert-{number}",
    )
