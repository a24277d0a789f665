import json
from pathlib import Path

import pytest

from classifier.training.training_cost import record_cost


def test_the_cost_of_several_tries_is_added_up(tmp_path: Path) -> None:
    file = tmp_path / "training.json"
    file.write_text(json.dumps({"minutes": 12.5, "peak_mib": 1}))
    with record_cost(file, print):
        pass
    costs = json.loads(file.read_text())
    assert costs["minutes"] == pytest.approx(12.5, abs=0.2)
    assert costs["peak_mib"] > 1
    assert "cores" in costs["machine"]


def test_a_try_that_fails_is_counted_too(tmp_path: Path) -> None:
    file = tmp_path / "training.json"
    with pytest.raises(ZeroDivisionError), record_cost(file, print):
        _ = 1 / 0
    assert json.loads(file.read_text())["command"] == "make train"


def test_the_minutes_of_each_phase_are_said_and_added_up_over_the_tries(tmp_path: Path) -> None:
    file, said = tmp_path / "training.json", list[str]()
    file.write_text(json.dumps({"minutes": 3.0, "phases": {"teacher": 2.0}}))
    with record_cost(file, said.append) as clock:
        with clock.phase("teacher"):
            pass
        with pytest.raises(ZeroDivisionError), clock.phase("network"):
            _ = 1 / 0
    assert said == ["teacher: 0 s", "network: 0 s"]
    assert json.loads(file.read_text())["phases"] == {"teacher": 2.0, "network": 0.0}
