"""`/toxicity report`: figures and a chart of the last days."""

import asyncio
from datetime import timedelta

from bot.commands.context import CommandContext
from bot.domain.statistics import ModerationStats
from bot.interactions.replies import File, Reply
from bot.interactions.requests import MakeReport
from bot.reports.summary import tell_figures
from bot.store.statistics import count_statistics


async def make_report(context: CommandContext, command: MakeReport) -> Reply:
    """What came by, what was found and what was done, today among the days."""
    # What draws is loaded when somebody asks: it weighs 14 MiB.
    from bot.reports.chart import draw_chart  # noqa: PLC0415

    figures = await count_days(context, command.days)
    title = f"The last {command.days} days"
    chart = await asyncio.to_thread(draw_chart, figures, title=f"{title}: cases a day")
    file = File(f"parley-{command.days}-days.png", chart, "image/png")
    return Reply(title, fields=tell_figures(figures), files=(file,))


async def count_days(context: CommandContext, days: int) -> ModerationStats:
    """The figures of the last days, today among them."""
    await context.store.counters.write()
    today = context.now().date()
    return await count_statistics(
        context.store.writer.reader,
        platform=context.request.platform,
        community=context.request.community,
        since=today - timedelta(days=days - 1),
        until=today,
    )
