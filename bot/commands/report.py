"""`/toxicity report`: statistics and a chart of the last days."""

from datetime import date, timedelta, tzinfo
from typing import TypedDict

from bot.commands.context import CommandContext
from bot.domain.statistics import CaseStats, ModerationStats
from bot.interactions.replies import FileReply
from bot.interactions.requests import MakeReport
from bot.reports.report import build_report


class _Days(TypedDict):
    platform: str
    community: str
    since: date
    until: date
    zone: tzinfo


async def make_report(context: CommandContext, command: MakeReport) -> FileReply:
    """Report what came by, what was found and what was done in the last days, with a chart."""
    days = command.days
    return await build_report(
        await load_statistics(context, days),
        await load_statistics(context, days, ago=days),
        title=f"The last {days} days",
        name=f"parley-{days}-days.png",
        zone=context.policy.digest.zone_of(context.request.community).key,
    )


async def load_statistics(context: CommandContext, days: int, *, ago: int = 0) -> ModerationStats:
    """Load the statistics of the community of so many days until today, or until so many days `ago`."""
    await context.store.counters.flush()
    return await context.store.statistics.count(**_days_until(context, days, ago=ago))


async def load_outline(context: CommandContext, days: int) -> CaseStats:
    """Load what came by and was found in the community in so many days until today."""
    await context.store.counters.flush()
    return await context.store.statistics.outline(**_days_until(context, days, ago=0))


def _days_until(context: CommandContext, days: int, *, ago: int) -> _Days:
    zone = context.policy.digest.zone_of(context.request.community)
    until = context.now().astimezone(zone).date() - timedelta(days=ago)
    return _Days(
        platform=context.request.platform,
        community=context.request.community,
        since=until - timedelta(days=days - 1),
        until=until,
        zone=zone,
    )
