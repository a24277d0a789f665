import io
from itertools import islice

import pytest
from rich.console import Console

from bench.contestants.messages import messages
from bench.score import CONTESTANTS, METRICS, ROOT, _build_table, _measure


def test_messages_have_the_words_asked_for_and_never_repeat() -> None:
    made = list(islice(messages(0, least=12, most=12), 5000))
    assert {len(message.split()) for message in made} <= {12, 13}
    assert len(set(made)) == 5000
    assert made[:5] == list(islice(messages(0, least=12, most=12), 5))
    assert made[:5] != list(islice(messages(1, least=12, most=12), 5))


def test_every_contestant_has_a_file() -> None:
    files = {path.stem for path in (ROOT / "bench" / "contestants").glob("*.py")}
    assert set(CONTESTANTS) <= files


def test_a_contestant_that_cannot_run_says_why_in_a_line() -> None:
    answer = _measure("nobody")
    assert isinstance(answer, str)
    assert "nobody" in answer
    assert "\n" not in answer


@pytest.mark.parametrize("factor", [2.0, 5.0])
def test_ratios_say_how_many_times_worse_than_parley(factor: float) -> None:
    ours = dict.fromkeys((row.key for row in METRICS), 10.0)
    theirs = {row.key: 10.0 * factor if row.less_is_better else 10.0 / factor for row in METRICS}
    for row in METRICS:
        assert row.times_worse(theirs[row.key], ours[row.key]) == factor
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(_build_table({"parley": ours, "keras_predict": theirs}))
    assert f"({factor:.1f}x)" in console.export_text()


def test_a_goal_is_met_from_its_own_side() -> None:
    goals = {row.key: row for row in METRICS}
    assert goals["ready"].is_met(0.9)
    assert not goals["ready"].is_met(1.1)
    assert goals["per_second"].is_met(2500)
    assert not goals["per_second"].is_met(1500)
