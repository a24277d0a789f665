"""Training run of the multilingual network: from sets of many languages to weights in a folder.

    python -m classifier train-languages --data DIR --data DIR --english DIR --pieces DIR --lexicon CSV --run RUN

A run that was stopped goes on at its last epoch. `export-languages` makes a bundle of it and of an English one.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np

from classifier.data.language_rows import LanguageRows, read_language_rows
from classifier.data.reader import DataError
from classifier.inference import run_weights
from classifier.inference.run_weights import RunModel, RunWeights
from classifier.labels import Label
from classifier.metrics.formulas import Floats, Indices
from classifier.text.normalize import clean
from classifier.text.segmenter import Segmenter
from classifier.training.language_model import read_catalogs
from classifier.training.mixed_lines import (
    Phrase,
    build_code_mixed,
    build_harmless,
    build_lexicon_lines,
    read_lexicon,
)
from classifier.training.multilingual_config import HEADS, MultilingualConfig
from classifier.training.multilingual_network import build_multilingual_network
from classifier.training.multilingual_teacher import predict_out_of_fold
from classifier.training.multilingual_trainer import WEIGHTS, fit_network, predict
from classifier.training.pieces import read_pieces
from classifier.training.run_regression import fit_run_weights

CATALOGS = {
    **{code: code for code in HEADS if code not in ("en", "pt", "no", "zh", "ur-Latn", "other")},
    "pt_BR": "pt", "pt": "pt", "nb": "no", "zh_Hans": "zh",
    **dict.fromkeys((
        "sk", "hr", "ca", "bg", "sr", "sr_Latn", "lt", "lv", "et", "sl", "sq", "az", "mk", "eo",
        "eu", "gl", "af", "sw", "cy", "is", "ka", "hy", "kk", "ms", "ml", "kn", "be", "ga",
    ), "other"),
}  # fmt: skip
"""Languages of the folders of gettext catalogues, whose lines are harmless."""
CATALOG_LINES, CATALOG_WEIGHT = 800, 0.3
"""Lines that are read of a language's catalogues, a quarter of them of those that are "other"."""
SMALL_LANGUAGE, SMALL_POWER, MOST_WEIGHT = 15_000, 0.3, 2.0
"""A language of fewer rows weighs more: (SMALL_LANGUAGE / rows) ** SMALL_POWER, MOST_WEIGHT at most."""
ENGLISH_WEIGHT = 0.7
KEPT_PIECES = 40_000
"""Likeliest pieces that are kept though no row has them, for words that training never met."""

CONFIG, PIECES, ROWS, HELD_OUT = "config.json", "pieces.npz", "teacher.npy", "held_out.npz"
"""Files of a run, beside its weights."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Folders and files that a run is trained on."""

    data: Sequence[Path]
    english: Path
    pieces: Path
    lexicon: Path
    catalogs: Path


def train_languages(
    sources: Sources, run: Path, config: MultilingualConfig, *, log: Callable[[str], None]
) -> None:
    """Train a multilingual network in a folder `run`, which gets its weights and the logits of held-out rows.

    Raises:
        DataError: naming the file, if a source is missing or malformed.
    """
    run.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(config.seed)
    rows = read_language_rows(sources.data, sources.english, seed=config.seed, warn=log)
    log(f"{len(rows):,} rows, {int(rows.is_held_out.sum()):,} held out")
    rows = replace(rows, weights=weigh_languages(rows))
    taught = _mix_in_teacher(rows, run, config, log=log)
    phrases = read_lexicon(sources.lexicon)
    train = _join(
        taught.take(_thin(taught, config)),
        *_make_lines(taught, phrases, sources.catalogs, seed=config.seed),
    )
    segmenter, vectors = _choose_pieces(train, sources.pieces, run)
    log(f"{len(train):,} lines to learn from, {len(segmenter.pieces):,} pieces")
    _write_config(run, config, phrases)
    runs = _fit_runs(train, segmenter, run, log=log)
    model = build_multilingual_network(config.network, vectors, heads=len(HEADS))
    held = rows.take(np.flatnonzero(rows.is_held_out))
    fit_network(model, train, held, segmenter, config=config, run=run, log=log)
    model.load_weights(run / WEIGHTS)
    logits = predict(model, segmenter, held.texts, max_tokens=config.max_tokens)
    logits[:, list(Label).index(Label.TOXIC)] += RunModel(runs).logits(
        [[token for token, _, _ in segmenter.tokenize(text)] for text in held.texts]
    )
    np.savez_compressed(
        run / HELD_OUT,
        logits=logits,
        targets=held.targets,
        weights=held.weights,
        languages=np.array(held.languages),
        sets=np.array(held.sets),
    )


def _fit_runs(
    train: LanguageRows, segmenter: Segmenter, run: Path, *, log: Callable[[str], None]
) -> RunWeights:
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
    return RunWeights.read(file)


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
        raise DataError(f"{file}: is of other data; give --run another folder")
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


def _make_lines(
    rows: LanguageRows, phrases: Sequence[Phrase], catalogs: Path, *, seed: int
) -> list[LanguageRows]:
    """Return the lines that are made: of the lexicon, of two languages, and of programs' translations."""
    spoken = np.flatnonzero((np.array(rows.sets) == "multi_chatterbot") & ~rows.is_held_out)
    lines = read_catalog_lines(catalogs, seed=seed)
    return [
        build_lexicon_lines(phrases, rows.take(spoken), seed=seed),
        build_code_mixed(rows, seed=seed),
        build_harmless(lines, weight=CATALOG_WEIGHT),
    ]


def read_catalog_lines(folder: Path, *, seed: int) -> list[tuple[str, str]]:
    """Return clean lines of programs' translations, each with the code of its language."""
    chance = np.random.default_rng(seed)
    lines: list[tuple[str, str]] = []
    for name, code in CATALOGS.items():
        pairs = [pair for pair in read_catalogs(folder, name) if 2 < len(pair[1]) < 160]  # noqa: PLR2004
        most = CATALOG_LINES // 4 if code == "other" else CATALOG_LINES
        lines += [
            (clean(pairs[row][1]).text, code) for row in chance.permutation(len(pairs))[:most]
        ]
    return lines


def _join(*parts: LanguageRows) -> LanguageRows:
    return LanguageRows(
        [text for part in parts for text in part.texts],
        [code for part in parts for code in part.languages],
        [name for part in parts for name in part.sets],
        np.concatenate([part.targets for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.is_held_out for part in parts]),
    )


def _choose_pieces(train: LanguageRows, source: Path, run: Path) -> tuple[Segmenter, Floats]:
    """Return a segmenter of the pieces that rows have, and their vectors (P + 1, D); kept in the run."""
    file = run / PIECES
    if not file.exists():
        pieces, vectors = read_pieces(source)
        every = Segmenter(pieces)
        is_kept = np.arange(len(pieces)) < KEPT_PIECES
        for text in train.texts:
            for token, _, _ in every.tokenize(text):
                is_kept[[number - 1 for number in every.describe(token)[0]]] = True
        chosen = np.flatnonzero(is_kept)
        np.savez(
            file,
            pieces=np.array(every.pieces)[chosen],
            scores=np.array(list(pieces.values()), np.float32)[chosen],
            vectors=vectors[chosen],
        )
    return load_pieces(run)


def load_pieces(run: Path) -> tuple[Segmenter, Floats]:
    """Return a run's segmenter and vectors of pieces (P + 1, D), row 0 zero."""
    with np.load(run / PIECES, allow_pickle=False) as kept:
        scores = dict(zip(kept["pieces"].tolist(), kept["scores"].tolist(), strict=True))
        vectors = kept["vectors"]
    padded = np.concatenate([np.zeros((1, vectors.shape[1]), np.float32), vectors])
    return Segmenter(scores, cache_size=1_000_000), padded


def _write_config(run: Path, config: MultilingualConfig, phrases: Sequence[Phrase]) -> None:
    kept = {
        **{name: getattr(config, name) for name in config.__slots__},
        "phrases": [[phrase.text, phrase.language] for phrase in phrases],
    }
    (run / CONFIG).write_text(json.dumps(kept, ensure_ascii=False) + "\n", "utf-8")
