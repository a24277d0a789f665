from pathlib import Path

import keras
import numpy as np
import pytest

from classifier.data.examples import CorrectedTokens
from classifier.data.train_config import NETWORKS, continue_from
from classifier.inference.bundle import DEFAULT, read, read_made
from classifier.training import network
from classifier.training.onnx_graph import quantize_vectors, write_onnx
from classifier.training.warm_start import load_bundle_weights, predict_by_bundle

WORDS = 12


def build(seed: int, architecture: str = "bilstm") -> keras.Model:
    """Build a network with random weights, its vectors in eight bits."""
    model = network.build_network(NETWORKS[architecture], WORDS)
    random = np.random.default_rng(seed)
    for weight in model.weights:
        if "seed" not in weight.path:
            weight.assign(random.normal(0, 0.3, weight.shape))
    quantize_vectors(model)
    return model


def test_a_bundle_gives_back_the_weights_that_were_written(tmp_path: Path) -> None:
    written, restored = build(1), build(2)
    write_onnx(written, NETWORKS["bilstm"], tmp_path / "model.onnx")
    load_bundle_weights(restored, tmp_path / "model.onnx")
    for weight, other in zip(written.weights, restored.weights, strict=True):
        if "seed" not in weight.path:
            skipped = int("vectors" in weight.path)  # padding's vector is written as zero
            np.testing.assert_allclose(other.numpy()[skipped:], weight.numpy()[skipped:], atol=1e-6)


def test_another_network_is_refused(tmp_path: Path) -> None:
    write_onnx(build(1, "lstm"), NETWORKS["lstm"], tmp_path / "model.onnx")
    with pytest.raises(ValueError, match="LSTM"):
        load_bundle_weights(build(2), tmp_path / "model.onnx")


def test_the_bundle_teaches_what_it_says_of_a_message() -> None:
    bundle = read(DEFAULT)
    messages = [CorrectedTokens(text.split()) for text in ("you stupid idiot", "good morning")]
    insult, greeting = predict_by_bundle(bundle, messages)
    assert insult[0] > 0.9
    assert greeting[0] < 0.1


def test_a_run_that_goes_on_keeps_the_network_and_names_the_bundle() -> None:
    bundle = read(DEFAULT)
    config = continue_from(read_made(bundle), version=bundle.version, epochs=1)
    assert config.network == NETWORKS["bilstm"]
    assert config.start == bundle.version
    assert config.as_json()["start"] == bundle.version
