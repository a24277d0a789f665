"""The goals of the classifier beside what it has reached."""

from classifier.tables.goal_list import GOALS, MEASURED_BY, Goal
from classifier.tables.table import Json, Table, interval


def compare_with_goals(metrics: Json, costs: Json | None = None) -> Table:
    """Each goal beside what was reached, by `metrics.json` and by what bench/ keeps."""
    return Table(
        "Goals",
        "Beside the best that is known elsewhere, on rows like these or its own. In brackets 95 % intervals.",
        ["what", "best elsewhere", "goal", "reached", "met", "by"],
        [_row(goal, metrics if goal.command == MEASURED_BY else costs or {}) for goal in GOALS],
    )


def _row(goal: Goal, figures: Json) -> list[str]:
    found = goal.find(figures)
    shown, met = "not measured", "-"
    if found is not None and found["value"] is not None:
        value = found["value"]
        plain = f"{value:.{goal.digits}f}{goal.unit}"
        shown = str(
            found.get("shown") or (interval(found, goal.digits) if "low" in found else plain)
        )
        met = "yes" if goal.is_met(value) else "**no**"
    sign = "at most" if goal.is_most else "at least"
    bound = f"{sign} {goal.bound:g}{goal.unit}"
    return [goal.what, goal.elsewhere, bound, shown, met, f"`{goal.command}`"]
