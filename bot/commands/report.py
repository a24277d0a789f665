"""`/toxicity report`: statistics and a chart of the last days."""

from datetime import timedelta

from bot.commands.context import CommandContext
from bot.domain.statistics import ModerationStats
from bot.interactions.replies import FileReply
from bot.interactions.requests import MakeReport
from bot.reports.report import build_report


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
    zone = context.policy.digest.zone_of(context.request.community)
    until = context.now().astimezone(zone).date() - timedelta(days=ago)
    return await context.store.statistics.count(
        platform=context.request.platform,
        community=context.request.community,
        since=until - timedelta(days=days - 1),
        until=until,
        zone=zone,
    )
