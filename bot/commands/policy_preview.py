"""Preview of a threshold: what it would have come to in the cases of the last weeks."""

from collections.abc import Sequence
from datetime import timedelta

from bot.alerts.alert import count_text
from bot.commands.context import CommandContext
from bot.domain.verdict import ActiveThreshold, Tier
from classifier import Label

WEEKS = 4
"""Weeks that are looked back on."""


async def preview_text(
    context: CommandContext, label: Label, thresholds: Sequence[ActiveThreshold], *, scope: str
) -> list[str]:
    """Say how many of the last weeks' cases in a scope reach the thresholds of a label; [] without cases."""
    request = context.request
    scores = await context.store.recent_scores.find(
        request.platform,
        request.community,
        label=label,
        scope="" if scope == request.community else scope,
        since=context.now() - timedelta(weeks=WEEKS),
    )
    if not scores:
        return []
    levels = {t.tier: t.at_least for t in thresholds if t.label is label}
    reached = {
        tier: sum(score >= levels[tier] for score in scores) if tier in levels else 0
        for tier in Tier
    }
    cases = f"Of {count_text(len(scores), 'case')} in the last {WEEKS} weeks"
    flagged, acted = reached[Tier.FLAG], reached[Tier.ACT]
    return [f"{cases}, {flagged} would be flagged for this, and {acted} acted on."]
