"""`parley suggest thresholds`: thresholds by a community's own decisions, with the evidence; nothing is applied."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.table import Table

from bot.config.database_url import parse_url
from bot.config.settings import Settings
from bot.domain.feedback import Feedback, Judgement
from bot.domain.policy import Policy
from bot.domain.policy_overrides import apply_overrides
from bot.domain.verdict import Tier, resolve_levels
from bot.platforms.registry import choose_policy
from bot.reports.threshold_evidence import (
    LEAST_DECISIONS,
    LEAST_OF_EACH,
    Alarms,
    Decided,
    LabelEvidence,
    Suggestion,
    suggest,
)
from bot.store.database.engine import open_database
from bot.store.feedback_cases import FeedbackCases
from bot.store.store import Store
from classifier import Label, LabelThresholds, Unscored, load

_PLACE = {Tier.FLAG: 0, Tier.ACT: 1}
"""The place of each tier in what `resolve_levels` returns."""


async def run(
    settings: Settings, policy: Policy | None, *, platform: str, community: str, days: int
) -> None:
    """Print what the decisions of a community say of its thresholds.

    Raises:
        StoreError: the database cannot be used.
    """
    calibrated = load(settings.bundle).thresholds
    engine = await open_database(parse_url(settings.database))
    try:
        store = Store(engine, model="")
        overrides = await store.policy_overrides.find(platform, community)
        held = apply_overrides(choose_policy(platform, policy), overrides)
        since = datetime.now(UTC) - timedelta(days=days)
        decided: dict[int, Decided] = {}
        async for each in FeedbackCases(engine).read(platform=platform, community=community):
            if each.case.message.sent_at >= since and (made := _read(each)):
                decided[each.case.number] = made
        others = [
            each.scores
            for each in await store.stored_scores.find(platform, community, since=since)
            if not isinstance(each.scores, Unscored) and each.case not in decided
        ]
    finally:
        await engine.dispose()
    flags, acts = (find_levels(held, community, calibrated, tier=tier) for tier in Tier)
    found = suggest([*decided.values()], others, flags, highest=acts)
    _print(Console(), found, days)


def find_levels(
    policy: Policy, community: str, calibrated: Mapping[Label, LabelThresholds], *, tier: Tier
) -> dict[Label, float]:
    """Return the scores from which labels are flagged, or acted on, where no channel has its own."""
    levels = {
        label: resolve_levels(policy, label, (community,), calibrated=calibrated)[_PLACE[tier]]
        for label in calibrated
    }
    return {label: level for label, level in levels.items() if level is not None}


def _read(feedback: Feedback) -> Decided | None:
    is_by_words = any(hit.label for hit in feedback.case.verdict.words)  # whatever the scores were
    if feedback.judgement is Judgement.OPEN or feedback.scores is None or is_by_words:
        return None
    return Decided(feedback.scores, feedback.judgement is Judgement.UPHELD)


def _print(console: Console, found: Suggestion, days: int) -> None:
    decided = found.before.right + found.before.wrong
    console.print(
        f"{found.before.total:,} alarms in {days} days, {decided:,} decided on: {found.before.right:,} "
        f"right, {found.before.wrong:,} wrong",
        highlight=False,
    )
    console.print(_build_table(found.labels))
    moved = [each for each in found.labels if each.suggested is not None]
    short = [each.label.value for each in found.labels if not each.is_enough]
    if short:
        console.print(
            f"too few decisions to say anything of {', '.join(short)}: it takes {LEAST_DECISIONS} on a "
            f"label, {LEAST_OF_EACH} of them right and as many wrong",
            highlight=False,
        )
    if not moved or not found.is_better:
        console.print("nothing is suggested: no other thresholds would have been wrong less often")
        return
    console.print(
        f"with these, {found.after.total:,} alarms: {found.after.right:,} right, {found.after.wrong:,} wrong. "
        "Nothing is changed; `parley replay` shows what a policy with them would do.",
        highlight=False,
    )
    for each in moved:
        console.print(f"\n\\[labels.{each.label}]\nflag = {each.suggested:.2f}", highlight=False)


def _build_table(labels: Sequence[LabelEvidence]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("label", header_style="dim")
    for column in ("flag", "right", "wrong", "wrong, 95 %", "suggested", "right", "wrong"):
        table.add_column(column, header_style="dim", justify="right")
    for each in labels:
        after = each.suggested_alarms
        table.add_row(
            each.label.value,
            f"{each.threshold:.2f}",
            f"{each.alarms.right:,}",
            f"{each.alarms.wrong:,}",
            _interval_text(each.alarms),
            "" if each.suggested is None else f"{each.suggested:.2f}",
            f"{after.right:,}" if after else "",
            f"{after.wrong:,}" if after else "",
        )
    return table


def _interval_text(alarms: Alarms) -> str:
    if not alarms.right + alarms.wrong:
        return ""
    low, high = alarms.interval
    return f"{low:.0%} to {high:.0%}"
