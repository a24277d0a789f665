"""The reports: figures of some days beside those before, their chart, and both as CSV."""

from fastapi import APIRouter
from starlette.responses import Response

from bot.domain.statistics import ModerationStats
from bot.interactions.requests import MakeReport
from bot.reports.chart_text import describe_chart
from bot.reports.figures_csv import write_figures
from bot.reports.summary import summary_fields
from bot.reports.summary_details import headline_text, repeated_line
from bot.web.desk.chart_view import lay_out_chart
from bot.web.desk.permission import require
from bot.web.desk.report_range import PRESETS, ReportRange
from bot.web.desk.visit import ModeratorVisit, Visit

router = APIRouter()


@router.get("/reports")
async def show_reports(
    visit: ModeratorVisit, days: str = "", since: str = "", until: str = ""
) -> Response:
    """Show the figures of some days, and those of as many before."""
    asked = _find_range(visit, days, since, until)
    stats, before = await _count(visit, asked), await _count(visit, asked.before())
    fields, repeated = summary_fields(stats, before), repeated_line(stats)
    return visit.render(
        "reports.html",
        here="reports",
        asked=asked,
        before=asked.before(),
        presets=PRESETS,
        headline=headline_text(stats),
        repeated=repeated,
        fields=fields,
        chart=lay_out_chart(stats),
        described=describe_chart(stats),
        zone=visit.policy.digest.zone_of(visit.community.id).key,
        names=await visit.names([repeated, *(field.value for field in fields)]),
    )


@router.get("/reports/figures.csv")
async def export_figures(
    visit: ModeratorVisit, days: str = "", since: str = "", until: str = ""
) -> Response:
    """Export the figures that the chart is drawn of."""
    asked = _find_range(visit, days, since, until)
    content = write_figures(await _count(visit, asked))
    name = f"parley-{asked.since}-to-{asked.until}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _find_range(visit: Visit, days: str, since: str, until: str) -> ReportRange:
    require(visit, MakeReport())
    zone = visit.policy.digest.zone_of(visit.community.id)
    today = visit.desk.options.now().astimezone(zone).date()
    return ReportRange.parse(days, since, until, today=today)


async def _count(visit: Visit, asked: ReportRange) -> ModerationStats:
    await visit.store.counters.flush()
    return await visit.store.statistics.count(
        platform=visit.moderator.platform,
        community=visit.community.id,
        since=asked.since,
        until=asked.until,
        zone=visit.policy.digest.zone_of(visit.community.id),
    )
