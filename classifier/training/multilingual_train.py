"""Training run of the multilingual network: from sets of many languages to weights in a folder.

    python -m classifier train-languages --data DIR --data DIR --english DIR --pieces DIR --lexicon CSV --run RUN

A run that was stopped goes on at its last epoch. `export-languages` makes a bundle of it and of an English one.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import keras
import numpy as np

from classifier.data.language_rows import LanguageRows, read_language_rows
from classifier.data.reader import DataError
from classifier.inference import run_weights
from classifier.labels import Label
from classifier.metrics.formulas import Floats, Indices
from classifier.text.segmenter import Segmenter
from classifier.training.length_batches import WEIGHTS
from classifier.training.lexicons import CONFIG, Phrase
from classifier.training.multilingual_config import HEADS, MultilingualConfig
from classifier.training.multilingual_lines import (
    choose_rude_phrases,
    join_rows,
    make_harmless_lines,
    make_lines,
)
from classifier.training.multilingual_network import build_multilingual_network
from classifier.training.multilingual_pieces import choose_pieces
from classifier.training.multilingual_teacher import predict_out_of_fold
from classifier.training.multilingual_trainer import fit_network
from classifier.training.run_regression import fit_run_weights

SMALL_LANGUAGE, SMALL_POWER, MOST_WEIGHT = 15_000, 0.3, 2.0
"""A language of fewer rows weighs more: (SMALL_LANGUAGE / rows) ** SMALL_POWER, MOST_WEIGHT at most."""
ENGLISH_WEIGHT = 0.7
ROWS, HELD_OUT = "teacher.npy", "held_out.npz"
"""Files of a run, beside its weights."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Folders and files that a run is trained on."""

    data: Sequence[Path]
    english: Path
    pieces: Path
    lexicons: Sequence[Path]
    """CSV files, all of whose phrases count as rude, and folders of lists, of which harmless rows take some out."""
    catalogs: Path
    start: Path | None = None
    """Run of which a network is trained on, with the same pieces."""


def train_languages(
    sources: Sources, run: Path, config: MultilingualConfig, *, log: Callable[[str], None]
) -> None:
    """Train a multilingual network in a folder `run`, which gets its weights and its held-out rows.

    Raises:
        DataError: naming the file, if a source is missing or malformed.
    """
    run.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(config.seed)
    rows = read_language_rows(sources.data, sources.english, seed=config.seed, warn=log)
    log(f"{len(rows):,} rows, {int(rows.is_held_out.sum()):,} held out")
    rows = replace(rows, weights=weigh_languages(rows))
    taught = _mix_in_teacher(rows, run, config, log=log)
    harmless = make_harmless_lines(sources.catalogs, seed=config.seed)
    phrases = choose_rude_phrases(sources.lexicons, join_rows(rows, harmless))
    log(f"{len(phrases):,} rude phrases, {sum(each.is_stem for each in phrases):,} of them stems")
    train = join_rows(
        taught.take(_thin(taught, config)),
        *make_lines(taught, phrases, seed=config.seed),
        harmless,
    )
    segmenter, vectors = choose_pieces(train, sources.pieces, run, start=sources.start)
    log(f"{len(train):,} lines to learn from, {len(segmenter.pieces):,} pieces")
    _write_config(run, config, phrases)
    _fit_runs(train, segmenter, run, log=log)
    model = build_multilingual_network(config.network, vectors, heads=len(HEADS))
    if sources.start:
        model.load_weights(sources.start / WEIGHTS)
    held = rows.take(np.flatnonzero(rows.is_held_out))
    fit_network(model, train, held, segmenter, config=config, run=run, log=log)
    model.load_weights(run / WEIGHTS)
    _keep_held_out(run, held)


def _keep_held_out(run: Path, held: LanguageRows) -> None:
    """Write the held-out rows of a run, which export calibrates by."""
    np.savez_compressed(
        run / HELD_OUT,
        texts=np.array("\n".join(held.texts)),  # a clean text is one line
        targets=held.targets,
        weights=held.weights,
        languages=np.array(held.languages),
        sets=np.array(held.sets),
    )


def read_held_out(run: Path) -> LanguageRows:
    """Read the held-out rows of a run.

    Raises:
        DataError: the folder holds none.
    """
    try:
        with np.load(run / HELD_OUT, allow_pickle=False) as kept:
            return LanguageRows(
                kept["texts"].item().split("\n"),
                kept["languages"].tolist(),
                kept["sets"].tolist(),
                kept["targets"],
                kept["weights"],
                np.ones(len(kept["weights"]), bool),
            )
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{run}: not a finished multilingual run ({error})") from error


def _fit_runs(
    train: LanguageRows, segmenter: Segmenter, run: Path, *, log: Callable[[str], None]
) -> None:
    """Fit the linear model that stands beside the network; a run does so once."""
    file = run / run_weights.FILE
    if not file.exists():
        toxic = train.targets[:, list(Label).index(Label.TOXIC)]
        known = np.flatnonzero(~np.isnan(toxic))
        messages = [
            [token for token, _, _ in segmenter.tokenize(train.texts[row])]
            for row in known.tolist()
        ]
        fit_run_weights(messages, toxic[known], train.weights[known], log=log).write(file)


def weigh_languages(rows: LanguageRows) -> Floats:
    """Return the weights (N,) of rows, raised in languages of few rows and lowered in English."""
    counts = Counter(rows.languages)
    factors = {
        code: float(np.clip((SMALL_LANGUAGE / count) ** SMALL_POWER, 0.8, MOST_WEIGHT))
        for code, count in counts.items()
    } | {"en": ENGLISH_WEIGHT}
    factor = np.array([factors[code] for code in rows.languages], np.float32)
    weights: Floats = rows.weights * factor
    return weights


def _mix_in_teacher(
    rows: LanguageRows, run: Path, config: MultilingualConfig, *, log: Callable[[str], None]
) -> LanguageRows:
    """Return the rows with the teachers' predictions in their targets of `toxic`; a run asks once."""
    file = run / ROWS
    if not file.exists():
        np.save(file, predict_out_of_fold(rows, log=log))
    predicted = np.load(file, allow_pickle=False)
    if len(predicted) != len(rows):
        raise DataError(
            f"{file}: is of other data; give --run another folder (make train: RUN=FOLDER)"
        )
    column = list(Label).index(Label.TOXIC)
    targets = rows.targets.copy()
    known = ~np.isnan(predicted) & ~np.isnan(targets[:, column])
    mixed = (1 - config.teacher) * targets[known, column] + config.teacher * predicted[known]
    targets[known, column] = mixed
    return replace(rows, targets=targets)


def _thin(rows: LanguageRows, config: MultilingualConfig) -> Indices:
    """Return the numbers of the rows to train on: a sample of each set, without the held-out ones."""
    chance = np.random.default_rng(config.seed)
    order = chance.permutation(np.flatnonzero(~rows.is_held_out))
    names = np.array(rows.sets)[order]
    chosen = [order[names == name][: config.rows_per_set] for name in sorted({*rows.sets})]
    return np.sort(np.concatenate(chosen))


def _write_config(run: Path, config: MultilingualConfig, phrases: Sequence[Phrase]) -> None:
    kept = {
        **{name: getattr(config, name) for name in config.__slots__},
        "phrases": [list(astuple(phrase)) for phrase in phrases],
    }
    (run / CONFIG).write_text(json.dumps(kept, ensure_ascii=False) + "\n", "utf-8")
