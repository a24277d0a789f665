"""Trainer: batches of examples, validation by mean ROC AUC and the best checkpoint."""

from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np

from classifier.data.examples import CorrectedTokens, Examples, HardTargets, SoftTargets
from classifier.data.train_config import TrainConfig
from classifier.inference.encoder import Encoder, split_windows
from classifier.metrics.formulas import Floats, Indices
from classifier.metrics.ranking import roc_auc
from classifier.text.tokenizer import MAX_NGRAMS, Vocabulary
from classifier.training import network
from classifier.training.length_batches import HISTORY, WEIGHTS, Batch, LengthBatches, fit

WINDOWS_AT_ONCE = 256
"""Windows of messages that are predicted in one batch."""


class MessageBatches(LengthBatches):
    """Batches of examples of about equal length."""

    def __init__(
        self,
        examples: Examples[CorrectedTokens, SoftTargets],
        encoder: Encoder,
        config: TrainConfig,
        *,
        epoch: int,
    ) -> None:
        super().__init__([len(tokens) for tokens in examples.tokens], config, epoch=epoch)
        self._examples, self._encoder = examples, encoder

    def encode(self, rows: Indices) -> Batch:
        batch = self._encoder.encode([self._examples.tokens[row] for row in rows])
        unused = MAX_NGRAMS - batch.ngram_ids.shape[1]
        ngram_ids = np.pad(batch.ngram_ids, ((0, 0), (0, unused)))
        return (
            batch.inputs() | {"grams": ngram_ids},
            self._examples.targets[rows],
            self._examples.weights[rows],
        )


def predict_logits(
    model: keras.Model, encoder: Encoder, messages: Sequence[CorrectedTokens], *, window: int
) -> Floats:
    """Return logits (N, 6), in order, as `Scorer.logits` gives them."""
    windows = [
        (row, part) for row, tokens in enumerate(messages) for part in split_windows(tokens, window)
    ]
    windows.sort(key=lambda item: len(item[1]))
    logits = np.full((len(messages), model.output_shape[-1]), -np.inf, np.float32)
    for start in range(0, len(windows), WINDOWS_AT_ONCE):
        rows, parts = zip(*windows[start : start + WINDOWS_AT_ONCE], strict=True)
        predicted = model.predict_on_batch(encoder.encode(parts).inputs())
        np.maximum.at(logits, list(rows), predicted)
    return logits


class ValidationAuc(keras.callbacks.Callback):
    """Callback that logs `val_mean_auc`: held-out ROC AUC, the mean over the labels."""

    def __init__(
        self, held_out: Examples[CorrectedTokens, HardTargets], encoder: Encoder, *, window: int
    ) -> None:
        super().__init__()
        self.window = window
        self.examples = held_out.take(np.flatnonzero(held_out.is_fully_labelled))
        self.encoder = encoder

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        logits = predict_logits(self.model, self.encoder, self.examples.tokens, window=self.window)
        aucs = [
            roc_auc(targets, scores, self.examples.weights)
            for targets, scores in zip(self.examples.targets.T, logits.T, strict=True)
        ]
        if logs is not None:
            logs["val_mean_auc"] = float(np.mean(aucs))


def train_network(
    train: Examples[CorrectedTokens, SoftTargets],
    held_out: Examples[CorrectedTokens, HardTargets],
    *,
    vocabulary: Vocabulary,
    begin: Callable[[keras.Model], None],
    config: TrainConfig,
    run: Path,
) -> keras.Model:
    """Return the best network of a run by validation mean AUC; a stopped run resumes at its last epoch.

    `begin` sets the weights that a run begins with.
    """
    keras.utils.set_random_seed(config.seed)
    encoder = Encoder(vocabulary)
    history = run / HISTORY
    epochs = max(0, len(history.read_text().splitlines()) - 1) if history.exists() else 0
    batches = MessageBatches(train, encoder, config, epoch=epochs)
    model = network.build_network(config.network, len(vocabulary))
    begin(model)
    best = {"monitor": "val_mean_auc", "mode": "max"}
    fit(
        model,
        batches,
        network.masked_crossentropy,
        run=run,
        measure=ValidationAuc(held_out, encoder, window=config.window),
        keep=[
            keras.callbacks.ModelCheckpoint(
                run / WEIGHTS, save_best_only=True, save_weights_only=True, **best
            ),
            keras.callbacks.EarlyStopping(patience=config.patience, **best),
        ],
    )
    model.load_weights(run / WEIGHTS)
    return model
