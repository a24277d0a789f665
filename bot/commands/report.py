"""`/toxicity report`: figures and a chart of the last days."""

import asyncio
from datetime import timedelta

from bot.commands.context import Asked
from bot.domain.statistics import Figures
from bot.interactions.replies import File, Reply
from bot.interactions.requests import MakeReport
from bot.reports.summary import tell_figures
from bot.store.statistics import count_figures


async def make_report(asked: Asked, ask: MakeReport) -> Reply:
    """What came by, what was found and what was done, today among the days."""
    # What draws is loaded when somebody asks: it weighs 14 MiB.
    from bot.reports.chart import draw_chart  # noqa: PLC0415

    figures = await count_days(asked, ask.days)
    title = f"The last {ask.days} days"
    chart = await asyncio.to_thread(draw_chart, figures, title=f"{title}: cases a day")
    file = File(f"parley-{ask.days}-days.png", chart, "image/png")
    return Reply(title, fields=tell_figures(figures), files=(file,))


async def count_days(asked: Asked, days: int) -> Figures:
    """The figures of the last days, today among them."""
    await asked.store.counters.write()
    today = asked.now().date()
    return await count_figures(
        asked.store.writer.reader,
        platform=asked.request.platform,
        community=asked.request.community,
        since=today - timedelta(days=days - 1),
        until=today,
    )
