"""Training: from sets of rows to the best weights of a run, with its curves, to be taken up again."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from classifier import plots
from classifier.augment.disguised import make_copies
from classifier.augment.identity_swap import swap_identities
from classifier.augment.templates import fill_templates
from classifier.data.examples import Examples, prepare, read
from classifier.data.reader import DataError, read_datasets
from classifier.data.train_config import TrainConfig
from classifier.inference.encoder import Encoder
from classifier.metrics.formulas import Floats
from classifier.text.normalize import clean
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Vocabulary
from classifier.training import network, teacher
from classifier.training.embeddings import learn_vectors, read_vectors, read_words
from classifier.training.onnx_graph import round_vectors
from classifier.training.trainer import BACKUP, HISTORY, WEIGHTS, fit, predict_logits
from classifier.training.training_cost import record_costs
from classifier.training.vocabulary import build_vocabulary

CONFIG = "config.json"
VOCABULARY = "vocabulary.json"
CURVES = "curves.png"
OPINIONS = "opinions.npy"
HELD_OUT = "held_out.npz"
COSTS = "training.json"


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
    run.mkdir(parents=True, exist_ok=True)
    with record_costs(run / COSTS):
        train, held_out = prepare(read_datasets(data, notice=say), config)
        say(f"{len(train):,} messages to learn from, {len(held_out):,} held out")
        if rebuild_vocabulary:
            _start_over(run)
        vocabulary = _keep_vocabulary(train, run, embeddings, config=config)
        vectors = _find_vectors(train, vocabulary, embeddings, config=config, say=say)
        shape = replace(config.network, word_dimensions=vectors.shape[1])
        config = replace(config, network=shape)
        _keep_config(config, run)
        train = _ask_teacher(train, run, trust=config.teacher, say=say)
        train = _correct_spelling(_augment(train, config), vocabulary, config)
        say(f"{len(train):,} with copies and invented sentences")
        held_out = _correct_spelling(held_out, vocabulary, config)
        model = fit(train, held_out, vocabulary=vocabulary, vectors=vectors, config=config, run=run)
        plots.curves(run / HISTORY, run / CURVES)
        _judge_held_out(model, Encoder(vocabulary), held_out, config=config, run=run)


def _find_vectors(
    train: Examples,
    vocabulary: Vocabulary,
    embeddings: Path | None,
    *,
    config: TrainConfig,
    say: Callable[[str], None],
) -> Floats:
    """Word vectors from a file, or learned from the messages."""
    if embeddings is None:
        say("learning fastText vectors from these messages")
        return learn_vectors(train.words, vocabulary, config)
    vectors, known = read_vectors(embeddings, vocabulary, seed=config.seed)
    say(f"{known:,} of {len(vocabulary.words):,} words found in {embeddings.name}")
    return vectors


def _correct_spelling(examples: Examples, vocabulary: Vocabulary, config: TrainConfig) -> Examples:
    """The examples with their broken words mended, as the scorer reads messages."""
    mender = SpellCorrector(vocabulary)
    cleaned = (clean(text).text for text in examples.texts)
    return replace(
        examples, words=[mender.correct_words(text)[: config.max_tokens] for text in cleaned]
    )


def _augment(train: Examples, config: TrainConfig) -> Examples:
    """The examples, what is said of one group said of another, invented sentences, and copies in disguise."""
    added = [swap_identities(train, config)] if config.most_hateful < 1 else []
    if config.contrasts:
        count = round(config.contrasts * len(train))
        lines = fill_templates(count, seed=config.seed, weight=config.contrast_weight)
        added.append(read(lines.texts, lines.targets, lines.weights, config=config))
    train = train.join(*added)
    return train.join(make_copies(train, config)) if config.attacked or config.padded else train


def _ask_teacher(
    train: Examples, run: Path, *, trust: float, say: Callable[[str], None]
) -> Examples:
    """The examples with the teacher's opinions in their targets; it is asked once a run."""
    if not trust:
        return train
    file = run / OPINIONS
    if not file.exists():
        say("asking a linear teacher (minutes)")
        np.save(file, teacher.out_of_fold_opinions(train))
    opinions: Floats = np.load(file, allow_pickle=False)
    if len(opinions) != len(train):
        raise DataError(f"{file}: is of other data; give --run another folder")
    return replace(train, targets=teacher.mix_targets(train.targets, opinions, trust=trust))


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
        model = network.build_network(config.network, len(vocabulary))
        model.load_weights(run / WEIGHTS)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{run}: not a finished training run ({error})") from error
    round_vectors(model)
    return model, vocabulary, config


def _start_over(run: Path) -> None:
    """Forget what was trained on another vocabulary."""
    shutil.rmtree(run / BACKUP, ignore_errors=True)
    for name in (CONFIG, VOCABULARY, WEIGHTS, HISTORY):
        (run / name).unlink(missing_ok=True)


def _keep_vocabulary(
    train: Examples, run: Path, embeddings: Path | None, *, config: TrainConfig
) -> Vocabulary:
    """The run's vocabulary; built the first time."""
    file = run / VOCABULARY
    if not file.exists():
        spelt = read_words(embeddings, config.word_borrowed) if embeddings else ()
        build_vocabulary(train, config, spelt=spelt).write(file)
    try:
        return Vocabulary.read(file)
    except ValueError as error:
        raise DataError(
            f"{file}: not a vocabulary of this release; build it anew with --rebuild-vocabulary"
        ) from error


def _keep_config(config: TrainConfig, run: Path) -> None:
    """Write the config beside the weights; refuse to go on with another one."""
    file = run / CONFIG
    text = json.dumps(config.as_json(), indent=2) + "\n"
    if file.exists() and file.read_text("utf-8") != text:
        raise DataError(
            f"{file}: this run was begun with another config; give --run another folder"
        )
    file.write_text(text, "utf-8")
