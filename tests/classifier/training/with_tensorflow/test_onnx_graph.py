from collections.abc import Callable
from functools import partial
from pathlib import Path

import keras
import numpy as np
import onnxruntime
import pytest
from keras import ops

from classifier.data.train_config import NETWORKS
from classifier.inference.encoder import Encoder
from classifier.inference.vectors import (
    NO_WORD,
    VectorBatch,
    VectorEncoder,
    VectorTable,
    find_tables,
)
from classifier.metrics.formulas import Floats
from classifier.text.tokenizer import Vocabulary
from classifier.training import network
from classifier.training.onnx_graph import quantize_vectors, write_onnx

MESSAGES = [
    ["hi"],
    ["what", "a", "lovely", "day", "!"],
    ["unheardof", "words", "a", "day"],
    ["day", "day", "what", "is", "a", "day", "?", "hi", "hi", "!", "!"],
]


ENCODER = Encoder(Vocabulary(["what", "a", "lovely", "day", "!", "hi", "is", "?"]))

Messages = list[list[str]]


class Exported:
    """An ONNX file and its tables of vectors."""

    def __init__(self, file: Path) -> None:
        tables = [VectorTable.read(table) for table in find_tables(file)]
        self.encode = VectorEncoder(ENCODER.describe, tables).encode
        self.session = onnxruntime.InferenceSession(file)

    def logits(self, messages: Messages) -> Floats:
        return self.run(self.encode(messages))

    def run(self, batch: VectorBatch) -> Floats:
        return np.asarray(self.session.run(None, batch.inputs())[0])


@pytest.fixture(params=sorted(NETWORKS))
def exported(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[keras.Model, Exported]:
    """Build a network with random weights, in Keras and in ONNX."""
    keras.utils.set_random_seed(3)
    config = NETWORKS[request.param]
    model = network.build_network(config, 12)
    for weight in model.weights:
        if "seed" not in weight.path:
            weight.assign(np.random.default_rng(5).normal(0, 0.3, weight.shape))
    quantize_vectors(model)
    write_onnx(model, config, tmp_path / "model.onnx")
    return model, Exported(tmp_path / "model.onnx")


def keras_logits(model: keras.Model, messages: Messages) -> Floats:
    inputs = ENCODER.encode(messages).inputs()
    return np.asarray(ops.convert_to_numpy(model(inputs, training=False)))


def test_keras_and_onnx_give_the_same_logits(exported: tuple[keras.Model, Exported]) -> None:
    model, onnx = exported
    np.testing.assert_allclose(keras_logits(model, MESSAGES), onnx.logits(MESSAGES), atol=1e-5)


def test_a_message_scores_the_same_alone_and_padded_beside_longer_ones(
    exported: tuple[keras.Model, Exported],
) -> None:
    model, onnx = exported
    answers: list[Callable[[Messages], Floats]] = [partial(keras_logits, model), onnx.logits]
    for logits in answers:
        alone = np.concatenate([logits([message]) for message in MESSAGES])
        np.testing.assert_allclose(alone, logits(MESSAGES), atol=1e-5)


def test_a_message_without_tokens_leaves_the_logits_of_the_others_finite(
    exported: tuple[keras.Model, Exported],
) -> None:
    _, onnx = exported
    batch = onnx.encode(MESSAGES)
    batch.lengths[0], batch.padding[:, 0] = 0, NO_WORD
    assert np.isfinite(onnx.run(batch)[1:]).all()


def test_quantizing_twice_changes_nothing_more(
    exported: tuple[keras.Model, Exported],
) -> None:
    model, _ = exported
    before = model.get_layer("vectors").words.numpy()
    quantize_vectors(model)
    np.testing.assert_allclose(before, model.get_layer("vectors").words.numpy(), atol=1e-7)
