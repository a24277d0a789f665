"""ONNX graph of a trained Keras network, to be run without TensorFlow.

The graph is built from the weights: Keras' own export turns a masked LSTM into a loop that runs
ten times slower, where ONNX's LSTM takes the messages' lengths and needs no mask. The tables of vectors are
written beside it (`classifier/inference/vectors.py`): what a token's vector is, need not be worked out in every message.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import keras
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from classifier.data.train_config import NetworkConfig
from classifier.inference.vectors import TABLES, write_table
from classifier.metrics.formulas import Floats
from classifier.text.tokenizer import PADDING

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
    """Write a network that `build_network` built and `quantize_vectors` quantized, and its tables of vectors."""
    tables = [weight.numpy() for weight in model.get_layer("vectors").tables()]
    for name, table in zip(TABLES, tables, strict=False):  # of two tables, or of one
        table[PADDING] = 0.0
        steps, scales = _quantize_rows(table)
        write_table(file.with_suffix(f".{name}.npy"), steps.astype(np.int8), scales[:, 0])
    graph = _Graph()
    x = "vectors"
    match config.architecture:
        case "lstm":
            x = _write_lstm(graph, x, [model.get_layer("lstm").cell])
            x = _write_pool(graph, x)
        case "lstm_cnn":
            x = _write_lstm(graph, x, [model.get_layer("lstm").cell])
            x = _write_convolution(graph, x, model.get_layer("convolution"))
            x = _write_pool(graph, x)
        case "bilstm":
            both = model.get_layer("bilstm")
            y = _write_lstm(graph, x, [both.forward_layer.cell, both.backward_layer.cell])
            x = _write_attention(graph, x, y, layer=model.get_layer("attend"))
    for layer in (layer for layer in model.layers if isinstance(layer, keras.layers.Dense)):
        x = graph.add("Gemm", [x, *(graph.constant(weight.numpy()) for weight in layer.weights)])
        if layer.activation is keras.activations.relu:
            x = graph.add("Relu", [x])
    graph.write(x, file, dimensions=sum(table.shape[1] for table in tables))


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

    def write(self, logits: str, file: Path, *, dimensions: int) -> None:
        self.nodes.append(helper.make_node("Identity", [logits], ["logits"]))
        shapes = {
            "vectors": (TensorProto.FLOAT, ["longest", "messages", dimensions]),
            "lengths": (TensorProto.INT32, ["messages"]),
            "padding": (TensorProto.FLOAT, ["longest", "messages", 1]),
        }
        graph = helper.make_graph(
            self.nodes,
            "toxicity",
            [helper.make_tensor_value_info(name, *shape) for name, shape in shapes.items()],
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


def _write_lstm(graph: _Graph, x: str, cells: Sequence[keras.layers.Layer]) -> str:
    """Add an LSTM (T, B, D) -> (T, B, cells * units), one cell a direction."""
    weights = [_reorder_gates(cell) for cell in cells]
    kernel, recurrent, bias = (
        graph.constant(np.stack(arrays)) for arrays in zip(*weights, strict=True)
    )
    y = graph.add(
        "LSTM",
        [x, kernel, recurrent, bias, "lengths"],
        hidden_size=cells[0].units,
        direction="bidirectional" if len(cells) == 2 else "forward",  # noqa: PLR2004 - as it says
    )
    y = graph.add("Transpose", [y], perm=[0, 2, 1, 3])  # (T, directions, B, H) -> (T, B, ...)
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
    columns = graph.add("Transpose", [x], perm=[1, 2, 0])
    y = graph.add("Conv", [columns, kernel, graph.constant(layer.bias.numpy())], pads=[1, 1])
    return graph.add("Transpose", [y], perm=[2, 0, 1])


def _write_attention(graph: _Graph, words: str, states: str, *, layer: keras.layers.Layer) -> str:
    """Add attention pooling of words (T, B, D) and states (T, B, H) -> (B, 2 D + 2 H)."""
    weights = graph.add("MatMul", [states, graph.constant(layer.kernel.numpy())])
    weights = graph.add("Softmax", [_mask_padding(graph, weights)], axis=0)
    pools = []
    for x in (words, states):
        weighted = graph.add("Mul", [x, weights])
        pools.append(graph.add("ReduceSum", [weighted, graph.ints(0)], keepdims=0))
        pools.append(_write_pool(graph, x))
    return graph.add("Concat", pools, axis=1)


def _write_pool(graph: _Graph, x: str) -> str:
    """Add max pooling over a message's tokens: (T, B, D) -> (B, D)."""
    return graph.add("ReduceMax", [_mask_padding(graph, x)], axes=[0], keepdims=0)


def _mask_padding(graph: _Graph, x: str) -> str:
    """Lower what is past a message's end in (T, B, D) to a value too low to count."""
    return graph.add("Add", [x, "padding"])
