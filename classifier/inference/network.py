"""Network: the bundle's ONNX model on one thread, from tokens to logits."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime

from classifier.inference.encoder import EncodedBatch, split_windows
from classifier.inference.vectors import Numbers, VectorEncoder, VectorTable, find_tables
from classifier.labels import Label
from classifier.metrics.formulas import Floats

MICRO_BATCH = 8
"""Messages that the network reads at once; more only fill its caches."""

_MOST_TOKENS = 400
"""Tokens of them: four windows of 100. Those of eight are read no faster, and take blocks of memory that are large ones."""


class BatchEncoder(Protocol):
    """Encoder of tokens that a network takes: `Encoder`, or `MultilingualEncoder`."""

    def encode(self, messages: Sequence[Sequence[str]]) -> EncodedBatch:
        """Return a batch of messages, each a list of at least one token."""
        ...

    def describe(self, token: str, /) -> tuple[Numbers, Numbers]:
        """Return the numbers of a token's rows in each table of vectors."""
        ...


class Network:
    """An ONNX session and the encoder of its inputs; may be called from any thread, and blocks it."""

    def __init__(
        self, model: Path, encoder: BatchEncoder, *, window: int, outputs: int = len(Label)
    ) -> None:
        self._window, self._outputs = window, outputs
        tables = [VectorTable.read(file) for file in find_tables(model)]
        self._encoder = VectorEncoder(encoder.describe, tables) if tables else encoder
        self._session = _open_session(model)

    def logits(self, messages: Sequence[Sequence[str]]) -> Floats:
        """Return logits (N, outputs), the first six in the order of `Label`, of messages of one token or more.

        A long message is read in overlapping windows, and answers with its worst one, so that no
        harmless padding can dilute it.
        """
        if len(messages) == 1 and len(messages[0]) <= self._window:
            return self._run(messages)
        windows = [
            (i, window)
            for i, words in enumerate(messages)
            for window in split_windows(words, self._window)
        ]
        windows.sort(key=lambda item: len(item[1]))
        logits = np.full((len(messages), self._outputs), -np.inf, np.float32)
        while windows:
            rows = min(MICRO_BATCH, max(1, _MOST_TOKENS // len(windows[-1][1])))
            owners, batch = zip(*windows[-rows:], strict=True)
            np.maximum.at(logits, list(owners), self._run(batch))
            del windows[-rows:]
        return logits

    def _run(self, batch: Sequence[Sequence[str]]) -> Floats:
        (logits,) = self._session.run(None, self._encoder.encode(batch).inputs())
        return np.asarray(logits, np.float32)


def _open_session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # a second one only burns CPU
    options.enable_cpu_mem_arena = False  # else it keeps the memory of the largest batch ever seen
    options.enable_mem_pattern = False  # else a batch takes one block for all its steps
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
