from functools import partial
from pathlib import Path

import keras
import numpy as np
import onnxruntime
import pytest
from keras import ops

from classifier.data.train_config import NETWORKS
from classifier.inference.encoder import EncodedBatch, Encoder
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


@pytest.fixture(params=sorted(NETWORKS))
def exported(
    request: pytest.FixtureRequest, tmp_path: Path
) -> tuple[keras.Model, onnxruntime.InferenceSession]:
    """Build a network with random weights, in Keras and in ONNX."""
    keras.utils.set_random_seed(3)
    config = NETWORKS[request.param]
    model = network.build_network(config, 12)
    for weight in model.weights:
        if "seed" not in weight.path:
            weight.assign(np.random.default_rng(5).normal(0, 0.3, weight.shape))
    quantize_vectors(model)
    write_onnx(model, config, tmp_path / "model.onnx")
    return model, onnxruntime.InferenceSession(tmp_path / "model.onnx")


def encode(messages: list[list[str]]) -> EncodedBatch:
    words = ["what", "a", "lovely", "day", "!", "hi", "is", "?"]
    return Encoder(Vocabulary(words)).encode(messages)


def keras_logits(model: keras.Model, messages: list[list[str]]) -> Floats:
    return np.asarray(ops.convert_to_numpy(model(encode(messages).inputs(), training=False)))


def onnx_logits(session: onnxruntime.InferenceSession, messages: list[list[str]]) -> Floats:
    return np.asarray(session.run(None, encode(messages).inputs())[0])


def test_keras_and_onnx_give_the_same_logits(
    exported: tuple[keras.Model, onnxruntime.InferenceSession],
) -> None:
    model, session = exported
    np.testing.assert_allclose(
        keras_logits(model, MESSAGES), onnx_logits(session, MESSAGES), atol=1e-5
    )


def test_a_message_scores_the_same_alone_and_padded_beside_longer_ones(
    exported: tuple[keras.Model, onnxruntime.InferenceSession],
) -> None:
    model, session = exported
    answers = [partial(keras_logits, model), partial(onnx_logits, session)]
    for logits in answers:
        alone = np.concatenate([logits([message]) for message in MESSAGES])
        np.testing.assert_allclose(alone, logits(MESSAGES), atol=1e-5)


def test_a_message_without_tokens_leaves_the_logits_of_the_others_finite(
    exported: tuple[keras.Model, onnxruntime.InferenceSession],
) -> None:
    _, session = exported
    batch = encode(MESSAGES)
    batch.tokens[0] = 0
    assert np.isfinite(session.run(None, batch.inputs())[0][1:]).all()


def test_quantizing_twice_changes_nothing_more(
    exported: tuple[keras.Model, onnxruntime.InferenceSession],
) -> None:
    model, _ = exported
    before = model.get_layer("vectors").words.numpy()
    quantize_vectors(model)
    np.testing.assert_allclose(before, model.get_layer("vectors").words.numpy(), atol=1e-7)
