"""Table of the classifier's goals beside what it has reached."""

from classifier.tables.goal_list import GOALS, MEASURED_BY, Goal
from classifier.tables.table import Json, Table, format_estimate


def compare_with_goals(metrics: Json, costs: Json | None = None) -> Table:
    """Return the table of each goal beside what was reached, by `metrics.json` and the results in bench/."""
    return Table(
        "Goals",
        "Beside the best that is known elsewhere, on rows like these or its own. In brackets 95 % intervals.",
        ["what", "best elsewhere", "goal", "reached", "met", "by"],
        [_row(goal, metrics if goal.command == MEASURED_BY else costs or {}) for goal in GOALS],
    )


def _row(goal: Goal, figures: Json) -> list[str]:
    found = goal.read(figures)
    shown, met = "not measured", "-"
    if found is not None and found["value"] is not None:
        value = found["value"]
        plain = f"{value:.{goal.digits}f}{goal.unit}"
        shown = str(
            found.get("shown") or (format_estimate(found, goal.digits) if "low" in found else plain)
        )
        met = "yes" if goal.is_met(value) else "**no**"
    sign = "at most" if goal.is_upper_bound else "at least"
    bound = f"{sign} {goal.bound:g}{goal.unit}"
    return [goal.metric, goal.best_elsewhere, bound, shown, met, f"`{goal.command}`"]
