"""Trainer: the training loop, with batches of equal length, validation by mean ROC AUC and checkpoints."""

from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from classifier.data.examples import CorrectedTokens, Examples, HardTargets, SoftTargets
from classifier.data.train_config import TrainConfig
from classifier.inference.encoder import Encoder, split_windows
from classifier.metrics.formulas import Floats
from classifier.metrics.ranking import roc_auc
from classifier.text.tokenizer import MAX_NGRAMS, Vocabulary
from classifier.training import network

WEIGHTS = "best.weights.h5"
HISTORY = "history.csv"
BACKUP = "backup"

WINDOWS_AT_ONCE = 256
"""Windows of messages that are predicted in one batch."""


class LengthBatches(keras.utils.PyDataset):
    """Batches of messages of equal length, in an order given by seed and epoch."""

    def __init__(
        self,
        examples: Examples[CorrectedTokens, SoftTargets],
        encoder: Encoder,
        config: TrainConfig,
        *,
        epoch: int,
    ) -> None:
        super().__init__()
        self.examples, self.encoder, self.config, self.epoch = examples, encoder, config, epoch
        self._lengths = np.array([len(tokens) for tokens in examples.tokens])
        self._plan()

    def _plan(self) -> None:
        random = np.random.default_rng((self.config.seed, self.epoch))
        order = random.permutation(len(self.examples))
        order = order[np.argsort(self._lengths[order], kind="stable")]
        edges = np.flatnonzero(np.diff(self._lengths[order])) + 1
        size = self.config.batch_size
        batches = [
            run[i : i + size] for run in np.split(order, edges) for i in range(0, len(run), size)
        ]
        # Keras expects of all batches the shapes it sees in the first two: one long, one short.
        middle = random.permutation(np.arange(1, len(batches) - 1)).tolist()
        self._batches = [batches[i] for i in dict.fromkeys((len(batches) - 1, 0, *middle))]

    def __len__(self) -> int:
        return len(self._batches)

    def __getitem__(self, index: int) -> tuple[dict[str, npt.NDArray[np.int32]], Floats, Floats]:
        chosen = self._batches[index]
        batch = self.encoder.encode([self.examples.tokens[row] for row in chosen])
        unused = MAX_NGRAMS - batch.ngram_ids.shape[1]
        ngram_ids = np.pad(batch.ngram_ids, ((0, 0), (0, unused)))
        return (
            batch.inputs() | {"grams": ngram_ids},
            self.examples.targets[chosen],
            self.examples.weights[chosen],
        )

    def on_epoch_end(self) -> None:
        self.epoch += 1
        self._plan()


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
    batches = LengthBatches(train, encoder, config, epoch=epochs)
    model = network.build_network(config.network, len(vocabulary))
    begin(model)
    steps = config.epochs * len(batches)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps, warmup_target=config.learning_rate, warmup_steps=steps // 20
    )
    model.compile(
        keras.optimizers.Adam(
            schedule, clipnorm=1.0, use_ema=True, ema_momentum=config.ema_momentum
        ),
        network.masked_crossentropy,
    )
    best = {"monitor": "val_mean_auc", "mode": "max"}
    model.fit(
        batches,
        epochs=config.epochs,
        callbacks=[
            keras.callbacks.BackupAndRestore(run / BACKUP, delete_checkpoint=False),
            keras.callbacks.SwapEMAWeights(swap_on_epoch=True),
            ValidationAuc(held_out, encoder, window=config.window),
            keras.callbacks.ModelCheckpoint(
                run / WEIGHTS, save_best_only=True, save_weights_only=True, **best
            ),
            keras.callbacks.CSVLogger(history, append=True),
            keras.callbacks.EarlyStopping(patience=config.patience, **best),
        ],
    )
    model.load_weights(run / WEIGHTS)
    return model
