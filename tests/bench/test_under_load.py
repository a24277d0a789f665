import io

from rich.console import Console

from bench.under_load import GOALS, VARIANTS, build_table


def test_a_goal_that_is_missed_is_red_and_one_that_is_met_is_green() -> None:
    figures = {"rate": 200.0, "cost": 0.004, "p50": 0.04, "lost": 0.0}
    met = figures | dict(GOALS)
    missed = figures | {key: goal * 2 for key, goal in GOALS.items()}
    console = Console(width=120, file=io.StringIO(), record=True, force_terminal=True)
    console.print(build_table(dict(zip(VARIANTS, (met, missed), strict=True)), 200))
    shown = console.export_text(styles=True)
    assert shown.count("\x1b[32m") == shown.count("\x1b[31m") == len(GOALS)
    assert "250 ms" in shown
    assert "500 ms" in shown
