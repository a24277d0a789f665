"""Training run: from data sets to the best weights in a folder, from which a stopped run resumes."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import keras
import numpy as np

from classifier import plots
from classifier.augment.augmentation import augment_examples
from classifier.data.examples import (
    CorrectedTokens,
    Examples,
    HardTargets,
    LabelledExamples,
    SoftExamples,
    correct_spelling,
    soften,
)
from classifier.data.reader import DataError, read_datasets
from classifier.data.split import split_held_out
from classifier.data.train_config import TrainConfig
from classifier.inference.bundle import Bundle
from classifier.inference.encoder import Encoder
from classifier.metrics.formulas import Floats
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Vocabulary
from classifier.training import network, teacher
from classifier.training.embeddings import read_common_words, read_vectors, train_vectors
from classifier.training.length_batches import BACKUP, HISTORY, WEIGHTS
from classifier.training.onnx_graph import quantize_vectors
from classifier.training.trainer import predict_logits, train_network
from classifier.training.training_cost import record_cost
from classifier.training.vocabulary import build_vocabulary
from classifier.training.warm_start import load_bundle_weights, predict_by_bundle

CONFIG = "config.json"
VOCABULARY = "vocabulary.json"
CURVES = "curves.png"
TEACHER_PREDICTIONS = "opinions.npy"
HELD_OUT = "held_out.npz"
COST = "training.json"


def train_run(
    data: Path,
    run: Path,
    config: TrainConfig,
    *,
    embeddings: Path | None,
    start: Bundle | None = None,
    rebuild_vocabulary: bool,
    log: Callable[[str], None],
) -> None:
    """Train a network on data sets, in a folder `run`; resume there if a run was stopped.

    With `start` the network of a bundle is trained on, with its vocabulary and its scores as the teacher.
    The folder gets config, vocabulary, best weights, history, and the logits of the held-out rows.

    Raises:
        DataError, EmbeddingError: naming the file, line and column.
    """
    run.mkdir(parents=True, exist_ok=True)
    with record_cost(run / COST, log) as clock:
        with clock.phase("reading and cleaning"):
            train, held_out = split_held_out(read_datasets(data, warn=log), config)
        log(f"{len(train):,} messages to learn from, {len(held_out):,} held out")
        if rebuild_vocabulary:
            _reset_run(run)
        with clock.phase("vocabulary and vectors"):
            vocabulary, begin, config = _begin(
                train, run, config, embeddings=embeddings, start=start, log=log
            )
            corrector = SpellCorrector(vocabulary)
        _claim_config(config, run)
        ask = partial(_ask_bundle, start, corrector, config) if start else None
        with clock.phase("teacher"):
            taught = _mix_in_teacher(train, run, trust=config.teacher, ask=ask, log=log)
        with clock.phase("copies and invented sentences"):
            augmented = augment_examples(taught, config)
        log(f"{len(augmented):,} with copies and invented sentences")
        with clock.phase("mending"):
            corrected = correct_spelling(augmented, corrector, max_tokens=config.max_tokens)
            validation = correct_spelling(held_out, corrector, max_tokens=config.max_tokens)
        with clock.phase("network"):
            model = train_network(
                corrected, validation, vocabulary=vocabulary, begin=begin, config=config, run=run
            )
        with clock.phase("predicting what is held out"):
            _predict_held_out(model, Encoder(vocabulary), validation, config=config, run=run)
        plots.draw_training_curves(run / HISTORY, run / CURVES)


def _begin(
    train: LabelledExamples,
    run: Path,
    config: TrainConfig,
    *,
    embeddings: Path | None,
    start: Bundle | None,
    log: Callable[[str], None],
) -> tuple[Vocabulary, Callable[[keras.Model], None], TrainConfig]:
    """Return a run's vocabulary, what gives a network the weights to begin with, and the config of one they fit."""
    if start:
        start.vocabulary.write(run / VOCABULARY)
    vocabulary = _load_vocabulary(train, run, embeddings, config=config)
    if start:
        return vocabulary, partial(load_bundle_weights, file=start.model), config
    vectors = _load_vectors(train, vocabulary, embeddings, config=config, log=log)
    shape = replace(config.network, word_dimensions=vectors.shape[1])
    begin = partial(network.set_word_vectors, vectors=vectors)
    return vocabulary, begin, replace(config, network=shape)


def _load_vectors(
    train: LabelledExamples,
    vocabulary: Vocabulary,
    embeddings: Path | None,
    *,
    config: TrainConfig,
    log: Callable[[str], None],
) -> Floats:
    """Read word vectors from a file, or train them on the messages."""
    if embeddings is None:
        log("learning fastText vectors from these messages")
        return train_vectors(train.tokens, vocabulary, config)
    vectors, known = read_vectors(embeddings, vocabulary, seed=config.seed)
    log(f"{known:,} of {len(vocabulary.words):,} words found in {embeddings.name}")
    return vectors


def _ask_bundle(
    bundle: Bundle, corrector: SpellCorrector, config: TrainConfig, train: LabelledExamples
) -> Floats:
    """Return the probabilities (N, 6) that a bundle gives the examples."""
    corrected = correct_spelling(train, corrector, max_tokens=config.max_tokens)
    return predict_by_bundle(bundle, corrected.tokens)


def _mix_in_teacher(
    train: LabelledExamples,
    run: Path,
    *,
    trust: float,
    ask: Callable[[LabelledExamples], Floats] | None = None,
    log: Callable[[str], None],
) -> SoftExamples:
    """Return the examples with a teacher's predictions in their targets, by default a linear one's; asked once."""
    if not trust:
        return soften(train)
    file = run / TEACHER_PREDICTIONS
    if not file.exists():
        log("asking the teacher (minutes)")
        np.save(file, (ask or teacher.predict_out_of_fold)(train))
    predictions: Floats = np.load(file, allow_pickle=False)
    if len(predictions) != len(train):
        raise DataError(
            f"{file}: is of other data; give --run another folder (make train: RUN=FOLDER)"
        )
    targets = teacher.mix_targets(train.targets, predictions, trust=trust)
    return train.with_soft_targets(targets)


def _predict_held_out(
    model: keras.Model,
    encoder: Encoder,
    held_out: Examples[CorrectedTokens, HardTargets],
    *,
    config: TrainConfig,
    run: Path,
) -> None:
    """Write the logits of the held-out rows, by the network with its vectors quantized: for calibration."""
    quantize_vectors(model)
    logits = predict_logits(model, encoder, held_out.tokens, window=config.window)
    np.savez_compressed(
        run / HELD_OUT, logits=logits, targets=held_out.targets, weights=held_out.weights
    )


def load_run(run: Path) -> tuple[keras.Model, Vocabulary, TrainConfig]:
    """Return the best network of a run, its vectors quantized as they are shipped.

    Raises:
        DataError: the folder holds no finished run.
    """
    try:
        config = TrainConfig.from_json(json.loads((run / CONFIG).read_text("utf-8")))
        vocabulary = Vocabulary.read(run / VOCABULARY)
        model = network.build_network(config.network, len(vocabulary))
        model.load_weights(run / WEIGHTS)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{run}: not a finished training run ({error})") from error
    quantize_vectors(model)
    return model, vocabulary, config


def _reset_run(run: Path) -> None:
    """Delete what was trained on another vocabulary."""
    shutil.rmtree(run / BACKUP, ignore_errors=True)
    for name in (CONFIG, VOCABULARY, WEIGHTS, HISTORY):
        (run / name).unlink(missing_ok=True)


def _load_vocabulary(
    train: LabelledExamples, run: Path, embeddings: Path | None, *, config: TrainConfig
) -> Vocabulary:
    """Read the run's vocabulary; build it the first time."""
    file = run / VOCABULARY
    if not file.exists():
        known = read_common_words(embeddings, config.embedding_words) if embeddings else ()
        build_vocabulary(train, config, known_words=known).write(file)
    try:
        return Vocabulary.read(file)
    except ValueError as error:
        raise DataError(
            f"{file}: not a vocabulary of this release; build it anew with --rebuild-vocabulary"
        ) from error


def _claim_config(config: TrainConfig, run: Path) -> None:
    """Write the config beside the weights; refuse to resume with another one."""
    file = run / CONFIG
    text = json.dumps(config.as_json(), indent=2) + "\n"
    if file.exists() and file.read_text("utf-8") != text:
        raise DataError(
            f"{file}: this run was begun with another config; give --run another folder (make train: RUN=FOLDER)"
        )
    file.write_text(text, "utf-8")
