import json

import pytest

from classifier.inference.bundle import DEFAULT
from classifier.metrics.precision_thresholds import FLAG_PRECISION
from classifier.tables import Json
from classifier.tables.goal_list import GOALS, TIMED_BY
from classifier.tables.goals import compare_with_goals

METRICS = json.loads((DEFAULT / "metrics.json").read_text("utf-8"))
COSTS = {"parley": {"words_12_p50": 0.0002, "resident_end": 120.4}}


def rows(metrics: Json, costs: Json | None = None) -> dict[str, list[str]]:
    """Return the rows of the table of goals, by their metric."""
    return {row[0]: list(row) for row in compare_with_goals(metrics, costs).rows}


def test_every_goal_has_a_row_and_a_command() -> None:
    table = rows(METRICS)
    assert list(table) == [goal.metric for goal in GOALS]
    assert all(row[-1].startswith("`") for row in table.values())


def test_a_metric_is_shown_with_its_interval_and_compared_with_its_goal() -> None:
    estimate = {"value": 0.69, "low": 0.65, "high": 0.75}
    row = rows(METRICS | {"recall": {"mean": estimate}})[GOALS[2].metric]
    assert row[2:5] == ["at least 0.7", "0.690 (0.650 to 0.750)", "**no**"]
    row = rows(METRICS | {"recall": {"mean": estimate | {"value": 0.75}}})[GOALS[2].metric]
    assert row[4] == "yes"


def test_a_metric_that_should_be_small_meets_its_goal_from_below() -> None:
    table = rows(METRICS, COSTS)
    assert table["one message of 12 words, median"][2:5] == ["at most 0.25 ms", "0.20 ms", "yes"]
    assert table["resident memory"][2:5] == ["at most 110 MiB", "120 MiB", "**no**"]


def test_a_metric_that_was_not_measured_says_so_and_meets_nothing() -> None:
    empty: Json = {"sets": {}}
    for row in rows(empty).values():
        assert row[3:5] == ["not measured", "-"]
    unknown = {"value": None, "low": None, "high": None}
    assert rows({"sets": {}, "recall": {"mean": unknown}})[GOALS[2].metric][3] == "not measured"


def test_the_calibration_goal_looks_at_the_worst_label() -> None:
    labels = {
        name: {"figures": {"calibration_error": {"value": error, "low": error, "high": error}}}
        for name, error in (("toxic", 0.01), ("threat", 0.03))
    }
    metrics = {"sets": {"whole": {"mean_auc": {}, "labels": labels}}}
    row = rows(metrics)["calibration error of the worst label (`jigsaw_natural`)"]
    assert row[3:5] == ["0.0300 (0.0300 to 0.0300)", "**no**"]


@pytest.mark.parametrize(("worse", "met"), [(0.01, "**no**"), (0.0, "yes")])
def test_precision_elsewhere_counts_the_sets_where_it_holds(worse: float, met: str) -> None:
    sets = {
        name: {"mean_auc": None, "labels": {"toxic": {"flag": {"precision": precision}}}}
        for name, precision in (("a", FLAG_PRECISION), ("b", FLAG_PRECISION - worse))
    }
    (row,) = (row for what, row in rows({"sets": sets}).items() if what.startswith("other sets"))
    assert row[3:5] == [f"{2 - (worse > 0)} of 2 sets", met]


def test_a_metric_of_a_benchmark_is_not_read_from_the_evaluation() -> None:
    timed = [goal.metric for goal in GOALS if goal.command == TIMED_BY]
    assert len(timed) == 2
    assert all(rows(METRICS | COSTS)[what][3] == "not measured" for what in timed)
