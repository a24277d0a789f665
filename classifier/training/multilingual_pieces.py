"""Pieces of a multilingual run: those that its lines have, of a published vocabulary, and the likeliest of the others."""

import shutil
from pathlib import Path

import numpy as np

from classifier.data.language_rows import LanguageRows
from classifier.metrics.formulas import Floats
from classifier.text.segmenter import Segmenter
from classifier.training.pieces import read_pieces

KEPT_PIECES = 40_000
"""Likeliest pieces that are kept though no row has them, for words that training never met."""
PIECES = "pieces.npz"
"""File of a run."""


def choose_pieces(
    train: LanguageRows, source: Path, run: Path, *, start: Path | None
) -> tuple[Segmenter, Floats]:
    """Return a segmenter of the pieces that rows have, and their vectors (P + 1, D); kept in the run.

    `start` is a run whose pieces they are.
    """
    file = run / PIECES
    if start:
        shutil.copyfile(start / PIECES, file)
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
