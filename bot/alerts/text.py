"""Texts of an alert that are alike on every platform. Pure: each adds its own markup."""

from collections.abc import Iterable, Sequence
from enum import Enum

from bot.alerts.alert import Alert, ScoreBar
from bot.domain.actions import Action, OutcomeResult
from bot.domain.inline import RichText
from bot.domain.verdict import Tier
from bot.domain.word_hits import describe_reasons

_WIDTH = 8
"""Blocks of a bar: beside label and numbers, it fits a telephone's width."""

_NOTABLE = 0.1
"""Scores below are left out unless they reached a threshold."""


class AlertStatus(Enum):
    """The state of a case at a glance: platforms give each a colour."""

    ACTED = "acted"
    FLAGGED = "flagged"
    REFUSED = "refused"
    """The action was refused, or more than was done would have been possible."""
    WITHHELD = "withheld"
    DECIDED = "decided"
    """A moderator decided, or the action is still under way."""


def classify_status(alert: Alert) -> AlertStatus:
    """Return the status of the case that an alert shows."""
    outcome = alert.case.outcome
    if alert.is_decided or outcome is None:
        return AlertStatus.DECIDED
    if outcome.result is OutcomeResult.REFUSED or outcome.remedy:
        return AlertStatus.REFUSED
    if outcome.result is OutcomeResult.WITHHELD:
        return AlertStatus.WITHHELD
    return AlertStatus.FLAGGED if outcome.action is Action.FLAG else AlertStatus.ACTED


def headline(alert: Alert) -> str:
    """Format the title of an alert: "Case 17: flagged, wanted: delete", "Case 17: deleted by a moderator"."""
    outcome = alert.case.outcome
    is_less = outcome is None or outcome.action is not alert.case.verdict.wanted
    is_open = is_less and not alert.is_decided
    wanted = f", wanted: {alert.wanted}" if is_open and alert.wanted != "none" else ""
    return f"Case {alert.case.number}: {alert.done}{wanted}"


def list_notes(alert: Alert) -> list[RichText]:
    """List what the bars do not say: own words, notes on the verdict, who reported it, what would help."""
    verdict = alert.case.verdict
    notes = describe_reasons(alert.reasons[len(verdict.crossed) :], verdict.words)
    return [*notes, *([RichText(alert.remedy)] if alert.remedy else [])]


def top_score_text(alert: Alert) -> str:
    """Format the highest score: "insult 0.95"; "unscored" where there is none, and the label of an own word."""
    verdict = alert.case.verdict
    if not verdict.crossed and (label := next(iter(verdict.harms), None)):
        return f"{label}, own word"
    return f"{alert.bars[0].label} {alert.bars[0].score:.2f}" if alert.bars else "unscored"


def notable_bars(bars: Sequence[ScoreBar]) -> list[ScoreBar]:
    """Return the bars that reached a threshold, or at least `_NOTABLE`."""
    return [bar for bar in bars if bar.reached or bar.score >= _NOTABLE]


def bar_lines(bars: Sequence[ScoreBar]) -> list[str]:
    """Format the notable scores beside their thresholds: lines of a table in a fixed font."""
    notable = notable_bars(bars)
    widest = max((len(bar.label) for bar in notable), default=0)
    return [_bar_line(bar, widest) for bar in notable]


def join_lines(lines: Iterable[str]) -> str:
    """Join lines by newlines, without empty ones."""
    return "\n".join(line for line in lines if line)


def truncate(text: str, most: int) -> str:
    """Shorten a text to `most` characters: ("hello", 4) -> "hel…"."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _bar_line(bar: ScoreBar, widest: int) -> str:
    """Format a score and the threshold that it reached or would reach next.

    "🔴 insult 0.95 ▓▓▓▓▓▓▓░ act 0.90"
    """
    mark = {Tier.ACT: "🔴", Tier.FLAG: "🟡", None: "⚪"}[bar.reached]
    filled = round(bar.score * _WIDTH)
    drawn = "▓" * filled + "░" * (_WIDTH - filled)
    levels = {"act": bar.act, "flag": bar.flag}
    tier = bar.reached or ("flag" if bar.flag is not None else "act")
    level = levels[tier]
    limit = "" if level is None else f" {tier} {level:.2f}"
    return f"{mark} {bar.label:<{widest}} {bar.score:.2f} {drawn}{limit}"
