"""Run weights: the linear model beside the multilingual network."""

from pathlib import Path

import numpy as np
import pytest

from classifier.inference.run_weights import BUCKETS, RunModel, RunWeights
from classifier.text.segmenter import hash_token_runs


@pytest.fixture
def weights() -> RunWeights:
    table = np.zeros(BUCKETS, np.int8)
    table[[number % BUCKETS for number in hash_token_runs("salak")]] = 100
    return RunWeights(table, np.full(BUCKETS, 32, np.uint8), 0.05, -2.0)


def test_a_logit_is_the_bias_and_the_weighted_runs_of_the_message(weights: RunWeights) -> None:
    model = RunModel(weights)
    count = len(hash_token_runs("salak"))
    rude, calm, both = model.logits([["salak"], ["kedi"], ["salak", "kedi"]]).tolist()

    assert rude == pytest.approx(-2.0 + count * 5.0 * 2.0 / (count * 4.0) ** 0.5, rel=1e-5)
    assert calm == -2.0
    assert calm < both < rude


def test_an_empty_message_has_the_bias_alone(weights: RunWeights) -> None:
    assert RunModel(weights).logits([[]]).tolist() == [-2.0]


def test_weights_are_read_as_they_were_written(weights: RunWeights, tmp_path: Path) -> None:
    weights.write(tmp_path / "runs.npz")
    read = RunWeights.read(tmp_path / "runs.npz")

    assert np.array_equal(read.weights, weights.weights)
    assert np.array_equal(read.rarity, weights.rarity)
    assert (read.scale, read.bias) == (weights.scale, weights.bias)


def test_a_table_of_another_size_is_refused(tmp_path: Path) -> None:
    RunWeights(np.zeros(8, np.int8), np.zeros(8, np.uint8), 1.0, 0.0).write(tmp_path / "runs.npz")

    with pytest.raises(ValueError, match="holds no weights"):
        RunWeights.read(tmp_path / "runs.npz")
