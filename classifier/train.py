"""Training: from sets of rows to the best weights of a run, with its curves, to be taken up again."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from classifier import network, plots, teacher
from classifier.batches import Encoder, cut_windows
from classifier.config import TrainConfig
from classifier.data import DataError, read_sets
from classifier.embeddings import learn_vectors, read_vectors
from classifier.examples import Examples, prepare
from classifier.graph import round_vectors
from classifier.measure import Floats, roc_auc
from classifier.tokens import MAX_GRAMS, Vocabulary

CONFIG = "config.json"
VOCABULARY = "vocabulary.json"
WEIGHTS = "best.weights.h5"
HISTORY = "history.csv"
BACKUP = "backup"
CURVES = "curves.png"
OPINIONS = "opinions.npy"
HELD_OUT = "held_out.npz"


def train_run(
    data: Path,
    run: Path,
    config: TrainConfig,
    *,
    embeddings: Path | None,
    rebuild_vocabulary: bool,
    say: Callable[[str], None],
) -> None:
    """Make a finished run of data sets; one that was cut short goes on where it was.

    A run is a folder with config, vocabulary, best weights, history, and what the network says of
    the held-out rows.

    Raises:
        DataError, EmbeddingError: naming the file, line and column.
    """
    train, held_out = prepare(read_sets(data, notice=say), config)
    say(f"{len(train):,} messages to learn from, {len(held_out):,} held out")
    run.mkdir(parents=True, exist_ok=True)
    if rebuild_vocabulary:
        _begin_anew(run)
    vocabulary = _keep_vocabulary(train, run, config=config)
    if embeddings is None:
        say("learning fastText vectors from these messages")
        vectors = learn_vectors(train.words, vocabulary, config)
    else:
        vectors, known = read_vectors(embeddings, vocabulary, seed=config.seed)
        say(f"{known:,} of {len(vocabulary.words):,} words found in {embeddings.name}")
    shape = replace(config.network, word_dimensions=vectors.shape[1])
    config = replace(config, network=shape)
    _keep_config(config, run)
    if config.teacher:
        opinions = _ask_teacher(train, run, say=say)
        train = replace(train, targets=teacher.mix(train.targets, opinions, trust=config.teacher))
    model = fit(train, held_out, vocabulary=vocabulary, vectors=vectors, config=config, run=run)
    plots.curves(run / HISTORY, run / CURVES)
    _judge_held_out(model, Encoder(vocabulary), held_out, config=config, run=run)


def _ask_teacher(train: Examples, run: Path, *, say: Callable[[str], None]) -> Floats:
    """The teacher's opinions; asked once a run."""
    file = run / OPINIONS
    if not file.exists():
        say("asking a linear teacher (minutes)")
        np.save(file, teacher.ask(train))
    opinions: Floats = np.load(file, allow_pickle=False)
    if len(opinions) != len(train):
        raise DataError(f"{file}: is of other data; give --run another folder")
    return opinions


def _judge_held_out(
    model: keras.Model, encoder: Encoder, held_out: Examples, *, config: TrainConfig, run: Path
) -> None:
    """Keep what the network, its vectors rounded, says of the held-out rows: for calibration."""
    round_vectors(model)
    logits = predict_logits(model, encoder, held_out.words, window=config.window)
    np.savez_compressed(
        run / HELD_OUT, logits=logits, targets=held_out.targets, weights=held_out.weights
    )


def load_run(run: Path) -> tuple[keras.Model, Vocabulary, TrainConfig]:
    """The best network of a run, its vectors rounded as they are shipped. Raises DataError."""
    try:
        config = TrainConfig.from_json(json.loads((run / CONFIG).read_text("utf-8")))
        vocabulary = Vocabulary.read(run / VOCABULARY)
        model = network.build(config.network, len(vocabulary))
        model.load_weights(run / WEIGHTS)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{run}: not a finished training run ({error})") from error
    round_vectors(model)
    return model, vocabulary, config


def _begin_anew(run: Path) -> None:
    """Forget what was trained on another vocabulary."""
    shutil.rmtree(run / BACKUP, ignore_errors=True)
    for name in (CONFIG, VOCABULARY, WEIGHTS, HISTORY):
        (run / name).unlink(missing_ok=True)


def _keep_vocabulary(train: Examples, run: Path, *, config: TrainConfig) -> Vocabulary:
    """The run's vocabulary; built the first time."""
    file = run / VOCABULARY
    if not file.exists():
        limits = {"at_least": config.word_at_least, "at_most": config.word_at_most}
        Vocabulary.build(train.words, **limits).write(file)
    return Vocabulary.read(file)


def _keep_config(config: TrainConfig, run: Path) -> None:
    """Write the config beside the weights; refuse to go on with another one."""
    file = run / CONFIG
    text = json.dumps(config.as_json(), indent=2) + "\n"
    if file.exists() and file.read_text("utf-8") != text:
        raise DataError(
            f"{file}: this run was begun with another config; give --run another folder"
        )
    file.write_text(text, "utf-8")


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
        spare = MAX_GRAMS - batch.grams.shape[1]
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
        self.examples = held_out.take(np.flatnonzero(held_out.is_whole))
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
    model = network.build(config.network, len(vocabulary))
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
