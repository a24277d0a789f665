"""Batches of messages of about equal length, and the training loop over them, which both networks share."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import keras
import numpy as np
import numpy.typing as npt

from classifier.metrics.formulas import Floats, Indices
from classifier.training.batch_plan import plan_batches

WEIGHTS = "best.weights.h5"
HISTORY = "history.csv"
BACKUP = "backup"
"""Files of a run."""

Batch = tuple[dict[str, npt.NDArray[np.int32]], Floats, Floats]
"""Inputs by name, targets and weights."""


class LoopConfig(Protocol):
    """Part of a run's configuration that its loop reads."""

    @property
    def seed(self) -> int:
        """Seed of the order of batches."""

    @property
    def epochs(self) -> int:
        """Times through the rows."""

    @property
    def batch_size(self) -> int:
        """Rows of a batch at most."""

    @property
    def learning_rate(self) -> float:
        """Learning rate at its highest, after the first twentieth of the steps."""

    @property
    def ema_momentum(self) -> float:
        """Momentum of the moving average of the weights."""


class LengthBatches(keras.utils.PyDataset):
    """Batches of messages of about equal length, in an order given by seed and epoch."""

    def __init__(self, lengths: Sequence[int], config: LoopConfig, *, epoch: int = 0) -> None:
        super().__init__()
        self.config, self.epoch = config, epoch
        self._lengths = lengths
        self._plan()

    @abstractmethod
    def encode(self, rows: Indices) -> Batch:
        """Return the batch of some rows, the shorter ones padded; its inputs have the same widths in every batch."""

    def _plan(self) -> None:
        random = np.random.default_rng((self.config.seed, self.epoch))
        self._batches = plan_batches(self._lengths, size=self.config.batch_size, random=random)

    def __len__(self) -> int:
        return len(self._batches)

    def __getitem__(self, index: int) -> Batch:
        return self.encode(self._batches[index])

    def on_epoch_end(self) -> None:
        """Plan the batches of the next epoch."""
        self.epoch += 1
        self._plan()


def fit(
    model: keras.Model,
    batches: LengthBatches,
    loss: Callable[[Any, Any], object],
    *,
    run: Path,
    measure: keras.callbacks.Callback,
    keep: Sequence[keras.callbacks.Callback],
) -> None:
    """Train a network in a run's folder; a stopped run goes on at its last epoch.

    `measure` logs what the callbacks in `keep`, which write the weights or stop, go by.
    """
    config = batches.config
    steps = config.epochs * len(batches)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps, warmup_target=config.learning_rate, warmup_steps=steps // 20
    )
    optimizer = keras.optimizers.Adam(
        schedule, clipnorm=1.0, use_ema=True, ema_momentum=config.ema_momentum
    )
    model.compile(optimizer, loss)
    model.fit(
        batches,
        epochs=config.epochs,
        callbacks=[
            keras.callbacks.BackupAndRestore(run / BACKUP, delete_checkpoint=False),
            keras.callbacks.SwapEMAWeights(swap_on_epoch=True),
            measure,
            keras.callbacks.CSVLogger(run / HISTORY, append=True),
            *keep,
        ],
    )
