"""`/toxicity report`: statistics and a chart of the last days."""

import asyncio
from datetime import timedelta

from bot.commands.context import CommandContext
from bot.domain.statistics import ModerationStats
from bot.interactions.replies import File, FileReply, Reply
from bot.interactions.requests import MakeReport
from bot.reports.summary import summary_fields


async def make_report(context: CommandContext, command: MakeReport) -> FileReply:
    """Report what came by, what was found and what was done in the last days, with a chart."""
    # Pillow takes 14 MiB, and is loaded when somebody asks.
    from bot.reports.chart import draw_chart  # noqa: PLC0415

    stats = await load_statistics(context, command.days)
    title = f"The last {command.days} days"
    chart = await asyncio.to_thread(draw_chart, stats, title=f"{title}: cases a day")
    file = File(f"parley-{command.days}-days.png", chart, "image/png")
    return FileReply(Reply(title, fields=summary_fields(stats)), (file,))


async def load_statistics(context: CommandContext, days: int) -> ModerationStats:
    """Load the statistics of the community in the last days, today among them."""
    await context.store.counters.flush()
    today = context.now().date()
    return await context.store.statistics.count(
        platform=context.request.platform,
        community=context.request.community,
        since=today - timedelta(days=days - 1),
        until=today,
    )
