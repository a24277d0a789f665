import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.inference.calibration import Calibration, Curve
from classifier.labels import Label

CURVE = Curve("isotonic", (-2.0, 0.0, 4.0), (0.1, 0.4, 0.9))


def rising(least: float, most: float) -> st.SearchStrategy[list[float]]:
    """Draw five rising numbers with room between them."""
    shares = st.lists(st.integers(1, 9), min_size=6, max_size=6)
    return shares.map(
        lambda steps: (least + (most - least) * np.cumsum(steps)[:5] / sum(steps)).tolist()
    )


CURVES = st.builds(
    lambda logits, probabilities: Curve("isotonic", tuple(logits), tuple(probabilities)),
    rising(-12.0, 9.0),
    rising(0.0, 1.0),
)
CALIBRATIONS = st.lists(CURVES, min_size=len(Label), max_size=len(Label)).map(
    lambda curves: Calibration(tuple(curves))
)


def test_a_knot_gives_its_probability_and_the_middle_of_two_their_mean() -> None:
    logits = np.repeat(np.array([[-2.0], [0.0], [2.0], [4.0]]), len(Label), axis=1)
    answers = Calibration((CURVE,) * len(Label)).apply(logits)
    assert answers[:, 3] == pytest.approx([0.1, 0.4, 0.65, 0.9])


def test_beyond_the_knots_the_distance_to_0_or_1_shrinks_by_one_plus_the_way() -> None:
    logits = np.repeat(np.array([[-3.0], [8.0]]), len(Label), axis=1)
    answers = Calibration((CURVE,) * len(Label)).apply(logits)
    assert answers[:, 0] == pytest.approx([0.1 / 2, 1 - 0.1 / 5])


def test_every_label_has_its_own_curve() -> None:
    curves = tuple(Curve("platt", (0.0,), ((place + 1) / 10,)) for place in range(len(Label)))
    answers = Calibration(curves).apply(np.zeros((2, len(Label)), dtype=np.float32))
    assert answers.tolist() == [pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])] * 2


@given(CALIBRATIONS, st.lists(st.integers(-400_000, 400_000), min_size=2, unique=True))
def test_a_higher_logit_always_gives_a_higher_probability_inside_0_and_1(
    calibration: Calibration, steps: list[int]
) -> None:
    logits = np.sort(np.array(steps)) / 10_000
    answers = calibration.apply(np.repeat(logits[:, None], 6, axis=1))
    assert (np.diff(answers, axis=0) > 0).all()
    assert (answers > 0).all()
    assert (answers < 1).all()


@given(CALIBRATIONS, st.lists(st.floats(-50, 50), min_size=6, max_size=6))
def test_one_text_gets_what_it_gets_among_others(
    calibration: Calibration, logits: list[float]
) -> None:
    among = calibration.apply(np.array([logits, logits[::-1]]))[0]
    assert calibration.apply_to_one(logits) == pytest.approx(among.tolist(), abs=1e-12)


@given(CALIBRATIONS)
def test_json_keeps_a_calibration_to_the_last_bit(calibration: Calibration) -> None:
    assert Calibration.from_json(json.loads(json.dumps(calibration.as_json()))) == calibration


@pytest.mark.parametrize(
    ("logits", "probabilities"),
    [
        ((), ()),
        ((0.0, 1.0), (0.5,)),
        ((0.0, 0.0), (0.4, 0.5)),
        ((0.0, 1.0), (0.5, 0.5)),
        ((0.0, 1.0), (0.0, 0.5)),
        ((0.0, 1.0), (0.5, 1.0)),
        ((0.0, float("nan")), (0.4, 0.5)),
        ((0.0, float("inf")), (0.4, 0.5)),
    ],
)
def test_a_curve_that_does_not_rise_inside_0_and_1_is_refused(
    logits: tuple[float, ...], probabilities: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match="curve"):
        Curve("isotonic", logits, probabilities)


def test_a_damaged_calibration_names_its_label() -> None:
    values = Calibration((CURVE,) * len(Label)).as_json()
    del values["threat"]
    with pytest.raises(ValueError, match="threat"):
        Calibration.from_json(values)
    values["threat"] = {"method": "platt", "logits": "none", "probabilities": [0.5]}
    with pytest.raises(ValueError, match="threat"):
        Calibration.from_json(values)


def test_a_calibration_without_a_curve_for_every_label_is_refused() -> None:
    with pytest.raises(ValueError, match=f"{len(Label)} curves"):
        Calibration((CURVE,))


def test_applying_imports_nothing_that_only_training_needs() -> None:
    program = (
        "import sys, numpy, classifier.inference.calibration as c;"
        "c.Calibration((c.Curve('platt', (0.0,), (0.5,)),) * 6).apply(numpy.zeros((1, 6)));"
        "print({'sklearn', 'scipy', 'matplotlib', 'tensorflow'} & set(sys.modules))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "set()"
