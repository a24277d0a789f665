"""Reports: statistics beside those of the time before, in words and with a chart."""

import asyncio

from bot.domain.inline import RichText
from bot.domain.statistics import ModerationStats
from bot.interactions.replies import File, FileReply, Reply
from bot.reports.chart_text import describe_chart
from bot.reports.summary import summary_fields
from bot.reports.summary_details import headline_text, repeated_line


async def build_report(
    stats: ModerationStats,
    before: ModerationStats,
    *,
    title: str,
    name: str,
    zone: str,
    charted: ModerationStats | None = None,
) -> FileReply:
    """Build the report of some days beside as many before; `name` is that of the chart's file.

    `charted`: the statistics that the chart is of, where it is of more days.
    """
    # Pillow takes 14 MiB, and is loaded when somebody asks.
    from bot.reports.chart import draw_chart  # noqa: PLC0415

    drawn = charted or stats
    heading = f"{title}: cases a day" if drawn is stats else "Cases a day"
    chart = await asyncio.to_thread(draw_chart, drawn, title=heading)
    file = File(name, chart, "image/png", alt=describe_chart(drawn))
    days = RichText(f"{_days_text(stats)}, {zone} time.")
    lines = (days, RichText(headline_text(stats)), *filter(None, [repeated_line(stats)]))
    reply = Reply(title, lines, fields=summary_fields(stats, before))
    return FileReply(reply, (file,))


def _days_text(stats: ModerationStats) -> str:
    first, last = (f"{day:%a} {day.day} {day:%b}" for day in (stats.since, stats.until))
    return first if first == last else f"{first} to {last}"
