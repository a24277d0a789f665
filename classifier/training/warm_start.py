"""Warm start: the weights of a bundle's network as the beginning of another run, and its scores as the teacher.

Learning goes on in a fraction of the time that it takes from the beginning. The vocabulary is the
bundle's, too: what it lacks is read by its character n-grams.
"""

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import onnx
from onnx import numpy_helper

from classifier.data.examples import CorrectedTokens
from classifier.inference.bundle import Bundle
from classifier.inference.encoder import Encoder
from classifier.inference.network import Network
from classifier.inference.vectors import VectorTable, find_tables
from classifier.metrics.formulas import Floats
from classifier.training.onnx_graph import restore_gates


def load_bundle_weights(model: keras.Model, file: Path) -> None:
    """Set the weights of a bidirectional network to those in a bundle's ONNX file.

    Raises:
        ValueError: the file is of another network.
    """
    constants = [numpy_helper.to_array(each) for each in onnx.load(file).graph.initializer]
    kernels, recurrent, biases = _find_lstm(constants)
    vectors = model.get_layer("vectors")
    for weight, table in zip(vectors.tables(), _read_tables(file, constants), strict=True):
        weight.assign(table)
    both = model.get_layer("bilstm")
    for cell, *weights in zip(
        (both.forward_layer.cell, both.backward_layer.cell), kernels, recurrent, biases, strict=True
    ):
        restore_gates(cell, *weights)
    for name in ("attend", "logits"):
        _assign_by_shape(model.get_layer(name), constants)


def predict_by_bundle(bundle: Bundle, messages: Sequence[CorrectedTokens]) -> Floats:
    """Return the probabilities (N, 6) that a bundle's network gives, before calibration."""
    network = Network(bundle.model, Encoder(bundle.vocabulary), window=bundle.window)
    logits = network.logits(messages)
    probabilities: Floats = 1 / (1 + np.exp(-logits))
    return probabilities.astype(np.float32)


def _read_tables(file: Path, constants: Sequence[Floats]) -> list[Floats]:
    """Return the tables of vectors beside an ONNX file, or in it, as before format 2 of bundles."""
    if files := find_tables(file):
        return [VectorTable.read(each).floats() for each in files]
    return [
        steps.astype(np.float32) * _find_scales(constants, at)
        for at, steps in enumerate(constants)
        if steps.dtype == np.int8
    ]


def _find_scales(constants: Sequence[Floats], at: int) -> Floats:
    """Return the scales (rows, 1) of the table at a place: they follow it."""
    scales = constants[at + 1]
    if scales.shape != constants[at].shape[:1]:
        raise ValueError("no table of vectors with its scales")
    return scales[:, None]


def _find_lstm(constants: Sequence[Floats]) -> tuple[Floats, Floats, Floats]:
    """Return the kernels (2, 4H, D), recurrent kernels (2, 4H, H) and biases (2, 8H) of both directions."""
    kernels = [each for each in constants if each.ndim == 3]  # noqa: PLR2004 - directions, gates, inputs
    if [len(each) for each in kernels] != [2, 2]:
        raise ValueError("no bidirectional LSTM")
    biases = next(each for each in constants if each.shape == (2, 2 * kernels[0].shape[1]))
    return kernels[0], kernels[1], biases


def _assign_by_shape(layer: keras.layers.Layer, constants: Sequence[Floats]) -> None:
    for weight in layer.weights:
        weight.assign(next(each for each in constants if each.shape == tuple(weight.shape)))
