import json
from pathlib import Path

import pytest

from classifier.training.training_cost import record_cost


def test_the_cost_of_several_tries_is_added_up(tmp_path: Path) -> None:
    file = tmp_path / "training.json"
    file.write_text(json.dumps({"minutes": 12.5, "peak_mib": 1}))
    with record_cost(file):
        pass
    costs = json.loads(file.read_text())
    assert costs["minutes"] == pytest.approx(12.5, abs=0.2)
    assert costs["peak_mib"] > 1
    assert "cores" in costs["machine"]


def test_a_try_that_fails_is_counted_too(tmp_path: Path) -> None:
    file = tmp_path / "training.json"
    with pytest.raises(ZeroDivisionError), record_cost(file):
        _ = 1 / 0
    assert json.loads(file.read_text())["command"] == "make train"
