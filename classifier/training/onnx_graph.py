"""ONNX graph of a trained Keras network, to be run without TensorFlow.

The graph is built from the weights: Keras' own export turns a masked LSTM into a loop that runs
ten times slower, where ONNX's LSTM takes the messages' lengths and needs no mask.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import keras
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from classifier.data.train_config import NetworkConfig
from classifier.metrics.formulas import Floats
from classifier.text.tokenizer import PADDING
from classifier.training.multilingual_network import TokenVectors

OPSET = 17
"""Version of ONNX's operators."""
_KERAS_GATES, _ONNX_GATES = "ifco", "iofc"


def quantize_vectors(model: keras.Model) -> None:
    """Round word and n-gram vectors to eight bits, with a scale for each row.

    Done before calibrating and exporting, so that what is measured is what is shipped.
    """
    vectors = model.get_layer("vectors")
    for weight in vectors.tables():
        steps, scales = _quantize_rows(weight.numpy())
        weight.assign(steps * scales)


def write_onnx(model: keras.Model, config: NetworkConfig, file: Path) -> None:
    """Write a network that `build_network` built and `quantize_vectors` quantized."""
    graph = _Graph()
    vectors = model.get_layer("vectors")
    is_multilingual = isinstance(vectors, TokenVectors)
    if is_multilingual:
        x = _write_token_vectors(graph, vectors)
    else:
        x = _write_vectors(graph, vectors, config)
    is_word = graph.add("Not", [graph.add("Equal", ["tokens", graph.constant(np.int32(PADDING))])])
    is_word = graph.add("Unsqueeze", [is_word, graph.ints(2)])
    ones = graph.cast(is_word, TensorProto.INT32)
    lengths = graph.add("ReduceSum", [ones, graph.ints(1, 2)], keepdims=0)
    match config.architecture:
        case "lstm":
            x = _write_lstm(graph, x, lengths, [model.get_layer("lstm").cell])
            x = _write_pool(graph, x, is_word)
        case "lstm_cnn":
            x = _write_lstm(graph, x, lengths, [model.get_layer("lstm").cell])
            x = _write_convolution(graph, x, model.get_layer("convolution"))
            x = _write_pool(graph, x, is_word)
        case "bilstm":
            both = model.get_layer("bilstm")
            cells = [both.forward_layer.cell, both.backward_layer.cell]
            y = _write_lstm(graph, x, lengths, cells)
            x = _write_attention(graph, x, y, is_word=is_word, layer=model.get_layer("attend"))
    for layer in (layer for layer in model.layers if isinstance(layer, keras.layers.Dense)):
        x = graph.add("Gemm", [x, *(graph.constant(weight.numpy()) for weight in layer.weights)])
        if layer.activation is keras.activations.relu:
            x = graph.add("Relu", [x])
    graph.write(x, file, words=["distinct", "most_words"] if is_multilingual else ["distinct"])


@dataclass
class _Graph:
    """Graph under construction: nodes, of which each has one used output, and constants."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def add(self, operator: str, inputs: Sequence[str], **attributes: object) -> str:
        output = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, values: object) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def ints(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def cast(self, value: str, to: int) -> str:
        return self.add("Cast", [value], to=to)

    def write(self, logits: str, file: Path, *, words: Sequence[str]) -> None:
        self.nodes.append(helper.make_node("Identity", [logits], ["logits"]))
        graph = helper.make_graph(
            self.nodes,
            "toxicity",
            [
                helper.make_tensor_value_info("tokens", TensorProto.INT32, ["messages", "longest"]),
                helper.make_tensor_value_info("words", TensorProto.INT32, words),
                helper.make_tensor_value_info("grams", TensorProto.INT32, ["distinct", "most"]),
            ],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["messages", "labels"])],
            self.constants,
        )
        opsets = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
        onnx.checker.check_model(model)
        onnx.save(model, file)


def _quantize_rows(table: Floats) -> tuple[Floats, Floats]:
    scales = np.abs(table).max(axis=1, keepdims=True).astype(np.float32) / np.float32(127)
    scales = np.where(scales == 0, np.float32(1), scales)
    return np.round(table / scales).astype(np.float32), scales


def _write_gather(graph: _Graph, table: Floats, numbers: str) -> tuple[str, str]:
    """Add a look-up of rows (..., D) in a table of eight bits; return them and their scales (...)."""
    steps, scales = _quantize_rows(table)
    rows = graph.add("Gather", [graph.constant(steps.astype(np.int8)), numbers])
    scale = graph.add("Gather", [graph.constant(scales[:, 0]), numbers])
    return graph.cast(rows, TensorProto.FLOAT), scale


def _write_vectors(graph: _Graph, vectors: keras.layers.Layer, config: NetworkConfig) -> str:
    """Add the vectors (B, T, D); those of word 0 and n-gram 0 are zero, so that no mask is needed."""
    words = vectors.words.numpy()
    words[PADDING] = 0.0
    rows, scale = _write_gather(graph, words, "words")
    x = graph.add("Mul", [rows, graph.add("Unsqueeze", [scale, graph.ints(1)])])
    if config.ngram_dimensions:
        grams = vectors.grams.numpy()
        grams[0] = 0.0
        means = _write_mean(graph, grams, "grams")
        x = graph.add("Concat", [x, means], axis=1)
    return graph.add("Gather", [x, "tokens"])


def _write_token_vectors(graph: _Graph, vectors: TokenVectors) -> str:
    """Add the vectors (B, T, D) of the multilingual network, by pieces and by runs."""
    means = []
    for table, numbers in zip(vectors.tables(), ("words", "grams"), strict=True):
        rows = table.numpy()
        rows[0] = 0.0
        means.append(_write_mean(graph, rows, numbers))
    return graph.add("Gather", [graph.add("Concat", means, axis=1), "tokens"])


def _write_mean(graph: _Graph, table: Floats, numbers: str) -> str:
    """Add the mean (distinct, D) of the rows of a table that numbers (distinct, most) name; 0 names none."""
    # A sum of scaled rows is a product of matrices, which is faster than scaling, then adding.
    rows, scale = _write_gather(graph, table, numbers)
    sums = graph.add("MatMul", [graph.add("Unsqueeze", [scale, graph.ints(1)]), rows])
    none = graph.constant(np.int32(0))
    is_one = graph.cast(graph.add("Not", [graph.add("Equal", [numbers, none])]), TensorProto.FLOAT)
    count = graph.add("ReduceSum", [is_one, graph.ints(1)], keepdims=1)
    count = graph.add("Max", [count, graph.constant(np.float32(1))])
    return graph.add("Div", [graph.add("Squeeze", [sums, graph.ints(1)]), count])


def _write_lstm(graph: _Graph, x: str, lengths: str, cells: Sequence[keras.layers.Layer]) -> str:
    """Add an LSTM (B, T, D) -> (B, T, cells * units), one cell a direction."""
    weights = [_reorder_gates(cell) for cell in cells]
    kernel, recurrent, bias = (
        graph.constant(np.stack(arrays)) for arrays in zip(*weights, strict=True)
    )
    steps = graph.add("Transpose", [x], perm=[1, 0, 2])
    y = graph.add(
        "LSTM",
        [steps, kernel, recurrent, bias, lengths],
        hidden_size=cells[0].units,
        direction="bidirectional" if len(cells) == 2 else "forward",  # noqa: PLR2004 - as it says
    )
    y = graph.add("Transpose", [y], perm=[2, 0, 1, 3])  # (T, directions, B, H) -> (B, T, ...)
    return graph.add("Reshape", [y, graph.ints(0, 0, -1)])


def _reorder_gates(cell: keras.layers.Layer) -> tuple[Floats, Floats, Floats]:
    """Return Keras' weights (D, 4H), gates ifco, as ONNX's (4H, D), gates iofc, and its two biases in one row."""

    def reorder(weights: keras.Variable) -> Floats:
        gates = dict(zip(_KERAS_GATES, np.split(weights.numpy(), 4, axis=-1), strict=True))
        return np.concatenate([gates[gate] for gate in _ONNX_GATES], axis=-1)

    bias = reorder(cell.bias)
    return (
        np.ascontiguousarray(reorder(cell.kernel).T),
        np.ascontiguousarray(reorder(cell.recurrent_kernel).T),
        np.concatenate([bias, np.zeros_like(bias)]),
    )


def restore_gates(
    cell: keras.layers.Layer, kernel: Floats, recurrent: Floats, bias: Floats
) -> None:
    """Set a cell's weights to ONNX's (4H, D), (4H, H) and (8H,), the other way round."""

    def restore(weights: Floats) -> Floats:
        gates = dict(zip(_ONNX_GATES, np.split(weights, 4, axis=-1), strict=True))
        return np.concatenate([gates[gate] for gate in _KERAS_GATES], axis=-1)

    cell.kernel.assign(restore(kernel.T))
    cell.recurrent_kernel.assign(restore(recurrent.T))
    cell.bias.assign(restore(bias[: len(bias) // 2]))


def _write_convolution(graph: _Graph, x: str, layer: keras.layers.Layer) -> str:
    kernel = graph.constant(np.ascontiguousarray(layer.kernel.numpy().transpose(2, 1, 0)))
    columns = graph.add("Transpose", [x], perm=[0, 2, 1])
    y = graph.add("Conv", [columns, kernel, graph.constant(layer.bias.numpy())], pads=[1, 1])
    return graph.add("Transpose", [y], perm=[0, 2, 1])


def _write_attention(
    graph: _Graph, words: str, states: str, *, is_word: str, layer: keras.layers.Layer
) -> str:
    """Add attention pooling of words (B, T, D) and states (B, T, H) -> (B, 2 D + 2 H)."""
    weights = graph.add("MatMul", [states, graph.constant(layer.kernel.numpy())])
    weights = graph.add("Softmax", [_mask_padding(graph, weights, is_word)], axis=1)
    pools = []
    for x in (words, states):
        weighted = graph.add("Mul", [x, weights])
        pools.append(graph.add("ReduceSum", [weighted, graph.ints(1)], keepdims=0))
        pools.append(_write_pool(graph, x, is_word))
    return graph.add("Concat", pools, axis=1)


def _write_pool(graph: _Graph, x: str, is_word: str) -> str:
    """Add max pooling over a message's tokens: (B, T, D) -> (B, D)."""
    return graph.add("ReduceMax", [_mask_padding(graph, x, is_word)], axes=[1], keepdims=0)


def _mask_padding(graph: _Graph, x: str, is_word: str) -> str:
    """Replace what is past a message's end in (B, T, D) by a value too low to count."""
    return graph.add("Where", [is_word, x, graph.constant(np.float32(-1e9))])
