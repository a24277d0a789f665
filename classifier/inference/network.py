"""Network: the bundle's ONNX model on one thread, from tokens to logits."""

from collections.abc import Sequence

import numpy as np
import onnxruntime

from classifier.inference.bundle import Bundle
from classifier.inference.encoder import Encoder, split_windows
from classifier.labels import Label
from classifier.metrics.formulas import Floats

MICRO_BATCH = 8
"""Messages that the network reads at once; more only fill its caches."""


class Network:
    """An ONNX session and the encoder of its inputs; may be called from any thread, and blocks it."""

    def __init__(self, bundle: Bundle) -> None:
        self._window = bundle.window
        self._encoder = Encoder(bundle.vocabulary)
        self._session = _open_session(bundle)

    def logits(self, messages: Sequence[Sequence[str]]) -> Floats:
        """Return logits (N, 6), in the order of `Label`, of messages of one token or more.

        A long message is read in overlapping windows, and answers with its worst one, so that no
        harmless padding can dilute it.
        """
        windows = [
            (i, window)
            for i, words in enumerate(messages)
            for window in split_windows(words, self._window)
        ]
        if len(windows) == 1:
            return self._run([windows[0][1]])
        windows.sort(key=lambda item: len(item[1]))
        logits = np.full((len(messages), len(Label)), -np.inf, np.float32)
        for at in range(0, len(windows), MICRO_BATCH):
            owners, batch = zip(*windows[at : at + MICRO_BATCH], strict=True)
            np.maximum.at(logits, list(owners), self._run(batch))
        return logits

    def _run(self, batch: Sequence[Sequence[str]]) -> Floats:
        (logits,) = self._session.run(None, self._encoder.encode(batch).inputs())
        return np.asarray(logits, np.float32)


def _open_session(bundle: Bundle) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # a second one only burns CPU
    options.enable_cpu_mem_arena = False  # else it keeps the memory of the largest batch ever seen
    return onnxruntime.InferenceSession(bundle.model, options, providers=["CPUExecutionProvider"])
