"""Fitting a network to examples: batches of one length, validation by mean ROC AUC, checkpoints."""

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from classifier.data.examples import Examples
from classifier.data.train_config import TrainConfig
from classifier.inference.encoder import Encoder, cut_windows
from classifier.metrics.formulas import Floats
from classifier.metrics.ranking import roc_auc
from classifier.text.tokenizer import MAX_NGRAMS, Vocabulary
from classifier.training import network

WEIGHTS = "best.weights.h5"
HISTORY = "history.csv"
BACKUP = "backup"


class LengthBatches(keras.utils.PyDataset):
    """Batches of messages of equal length, in an order that seed and epoch decide."""

    def __init__(
        self, examples: Examples, encoder: Encoder, config: TrainConfig, *, epoch: int
    ) -> None:
        super().__init__()
        self.examples, self.encoder, self.config, self.epoch = examples, encoder, config, epoch
        self._lengths = np.array([len(words) for words in examples.words])
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
        batch = self.encoder.encode([self.examples.words[i] for i in chosen])
        spare = MAX_NGRAMS - batch.grams.shape[1]
        grams = np.pad(batch.grams, ((0, 0), (0, spare)))
        return (
            batch.inputs() | {"grams": grams},
            self.examples.targets[chosen],
            self.examples.weights[chosen],
        )

    def on_epoch_end(self) -> None:
        self.epoch += 1
        self._plan()


def predict_logits(
    model: keras.Model, encoder: Encoder, messages: Sequence[Sequence[str]], *, window: int
) -> Floats:
    """Logits (N, 6), in order, as `Scorer.logits` gives them."""
    windows = [(i, part) for i, words in enumerate(messages) for part in cut_windows(words, window)]
    windows.sort(key=lambda item: len(item[1]))
    logits = np.full((len(messages), model.output_shape[-1]), -np.inf, np.float32)
    for at in range(0, len(windows), 256):
        owners, parts = zip(*windows[at : at + 256], strict=True)
        answers = model.predict_on_batch(encoder.encode(parts).inputs())
        np.maximum.at(logits, list(owners), answers)
    return logits


class ValidationAuc(keras.callbacks.Callback):
    """Adds `val_mean_auc` to an epoch's figures: held-out ROC AUC, the mean over the labels."""

    def __init__(self, held_out: Examples, encoder: Encoder, *, window: int) -> None:
        super().__init__()
        self.window = window
        self.examples = held_out.take(np.flatnonzero(held_out.is_fully_labelled))
        self.encoder = encoder

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        logits = predict_logits(self.model, self.encoder, self.examples.words, window=self.window)
        aucs = [
            roc_auc(targets, answers, self.examples.weights)
            for targets, answers in zip(self.examples.targets.T, logits.T, strict=True)
        ]
        if logs is not None:
            logs["val_mean_auc"] = float(np.mean(aucs))


def fit(
    train: Examples,
    held_out: Examples,
    *,
    vocabulary: Vocabulary,
    vectors: Floats,
    config: TrainConfig,
    run: Path,
) -> keras.Model:
    """The best network of a run by validation mean AUC; a run cut short goes on where it was."""
    keras.utils.set_random_seed(config.seed)
    encoder = Encoder(vocabulary)
    log = run / HISTORY
    done = max(0, len(log.read_text().splitlines()) - 1) if log.exists() else 0
    batches = LengthBatches(train, encoder, config, epoch=done)
    model = network.build_network(config.network, len(vocabulary))
    network.set_word_vectors(model, vectors)
    steps = config.epochs * len(batches)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps, warmup_target=config.learning_rate, warmup_steps=steps // 20
    )
    model.compile(
        keras.optimizers.Adam(schedule, clipnorm=1.0, use_ema=True, ema_momentum=config.averaging),
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
            keras.callbacks.CSVLogger(log, append=True),
            keras.callbacks.EarlyStopping(patience=config.patience, **best),
        ],
    )
    model.load_weights(run / WEIGHTS)
    return model
