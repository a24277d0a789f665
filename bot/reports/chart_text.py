"""A chart in words, for who cannot see it. Pure."""

from bot.alerts.alert import count_text, outcome_text
from bot.domain.actions import Outcome
from bot.domain.statistics import ModerationStats


def describe_chart(stats: ModerationStats) -> str:
    """Describe the chart: "Cases a day: 12 cases on 7 days, ... Most on 3 May: 5."."""
    if not stats.total:
        return "A chart of the cases a day: there were none."
    actions = ", ".join(
        f"{count:,} {outcome_text(Outcome.done(action))}"
        for action, count in sorted(stats.by_action().items(), reverse=True)
    )
    by_day = {day: sum(each.count for each in stats.cases if each.day == day) for day in stats.days}
    busiest = max(by_day, key=lambda day: by_day[day])
    spread = f"{count_text(stats.total, 'case')} on {count_text(len(stats.days), 'day')}"
    parts = [
        f"A chart of the cases a day: {spread} ({actions}).",
        f"Most on {busiest.day} {busiest:%B}: {by_day[busiest]:,}.",
    ]
    if stats.false_alarms:
        parts.append(f"{count_text(stats.false_alarms, 'false alarm')} among them, hatched.")
    return " ".join(parts)
