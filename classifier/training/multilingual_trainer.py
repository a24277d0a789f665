"""Multilingual trainer: batches of lines, ROC AUC by set after each epoch, checkpoints."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from classifier.data.language_rows import LanguageRows
from classifier.inference.multilingual_encoder import MultilingualEncoder
from classifier.labels import Label
from classifier.metrics.formulas import Floats, Indices
from classifier.metrics.ranking import roc_auc
from classifier.text.segmenter import MAX_PIECES, MAX_RUNS, Segmenter
from classifier.training.length_batches import WEIGHTS, Batch, LengthBatches, fit
from classifier.training.multilingual_config import HEADS, MultilingualConfig
from classifier.training.multilingual_network import weighted_crossentropy

PREDICTED_AT_ONCE = 256
"""Lines that are predicted in one batch."""


class LineBatches(LengthBatches):
    """Batches of lines of about equal length."""

    def __init__(
        self, train: LanguageRows, segmenter: Segmenter, config: MultilingualConfig
    ) -> None:
        tokens = [_tokens(segmenter, text, config.max_tokens) for text in train.texts]
        kept = np.array([row for row, each in enumerate(tokens) if each])
        self._tokens = [tokens[row] for row in kept]
        self._targets = build_targets(train.take(kept))
        self._weights = train.weights[kept]
        self._encoder = MultilingualEncoder(segmenter)
        super().__init__([len(each) for each in self._tokens], config)

    def encode(self, rows: Indices) -> Batch:
        inputs = self._encoder.encode([self._tokens[row] for row in rows]).inputs()
        for name, most in (("words", MAX_PIECES), ("grams", MAX_RUNS)):
            inputs[name] = np.pad(inputs[name], ((0, 0), (0, most - inputs[name].shape[1])))
        return inputs, self._targets[rows], self._weights[rows]


def build_targets(rows: LanguageRows) -> Floats:
    """Return targets (N, 6 + L) of labels and languages; those of lines in no one language are NaN."""
    languages = np.zeros((len(rows), len(HEADS)), np.float32)
    for row, (code, name) in enumerate(zip(rows.languages, rows.sets, strict=True)):
        if code == "" or name == "mixed":
            languages[row] = np.nan
        else:
            languages[row, HEADS.index(code if code in HEADS else "other")] = 1.0
    targets: Floats = np.concatenate([rows.targets, languages], axis=1)
    return targets


def _tokens(segmenter: Segmenter, text: str, most: int) -> list[str]:
    return [token for token, _, _ in segmenter.tokenize(text)][:most]


def predict(
    model: keras.Model, segmenter: Segmenter, texts: Sequence[str], *, max_tokens: int
) -> Floats:
    """Return the outputs (N, 6 + L) of clean texts, by their first `max_tokens` tokens; zero for none."""
    encoder = MultilingualEncoder(segmenter)
    tokens = [_tokens(segmenter, text, max_tokens) for text in texts]
    outputs = np.zeros((len(texts), model.output_shape[-1]), np.float32)
    order = sorted((row for row, each in enumerate(tokens) if each), key=lambda r: len(tokens[r]))
    for begin in range(0, len(order), PREDICTED_AT_ONCE):
        chosen = order[begin : begin + PREDICTED_AT_ONCE]
        inputs = encoder.encode([tokens[row] for row in chosen]).inputs()
        outputs[chosen] = model.predict_on_batch(inputs)
    return outputs


class SetAuc(keras.callbacks.Callback):
    """Callback that logs `val_auc`: ROC AUC of `toxic` on held-out rows, the mean over the sets."""

    def __init__(
        self,
        held: LanguageRows,
        segmenter: Segmenter,
        *,
        max_tokens: int,
        log: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._held, self._segmenter, self._max_tokens = held, segmenter, max_tokens
        self._log = log

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        outputs = predict(
            self.model, self._segmenter, self._held.texts, max_tokens=self._max_tokens
        )
        aucs = measure_sets(self._held, outputs)
        self._log(" ".join(f"{name} {auc:.3f}" for name, auc in aucs.items()))
        if logs is not None:
            logs["val_auc"] = float(np.mean(list(aucs.values())))


def measure_sets(rows: LanguageRows, outputs: Floats) -> dict[str, float]:
    """Return the ROC AUC of `toxic` by set, of those that have both classes."""
    toxic = rows.targets[:, list(Label).index(Label.TOXIC)]
    aucs: dict[str, float] = {}
    for name in sorted({*rows.sets}):
        chosen = (np.array(rows.sets) == name) & ~np.isnan(toxic)
        if len(np.unique(toxic[chosen])) > 1:
            aucs[name] = roc_auc(toxic[chosen], outputs[chosen, 0], np.ones(int(chosen.sum())))
    return aucs


def fit_network(
    model: keras.Model,
    train: LanguageRows,
    held: LanguageRows,
    segmenter: Segmenter,
    *,
    config: MultilingualConfig,
    run: Path,
    log: Callable[[str], None],
) -> None:
    """Train a network, and keep its weights in a run's folder; a stopped run goes on at its last epoch."""
    fit(
        model,
        LineBatches(train, segmenter, config),
        weighted_crossentropy,
        run=run,
        measure=SetAuc(held, segmenter, max_tokens=config.max_tokens, log=log),
        keep=[keras.callbacks.ModelCheckpoint(run / WEIGHTS, save_weights_only=True)],
    )
