"""Vectors: what a network reads of each token, looked up and averaged before it runs, and kept for the next message.

Beside the ONNX file lie the tables, `model.words.npy` and `model.grams.npy`, from which the network gets the vectors of a
message's tokens. They are read, not mapped: who writes over a bundle in use must not end the bot that uses it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from classifier.metrics.formulas import Floats
from classifier.text.word_cache import cache_words

TABLES = ("words", "grams")
"""Names of the tables, in the order of their parts of a vector: of words or pieces, and of character n-grams."""

NO_WORD = np.float32(-1e9)
"""Value that is added past a message's end, too low to count."""

Numbers = Sequence[int] | npt.NDArray[np.int32]
Describe = Callable[[str], tuple[Numbers, Numbers]]
"""Function of a token that returns the numbers of its rows in each table."""


class VectorTable:
    """Table of vectors (rows, D) in eight bits: `steps` int8 times `scale` of the row; row 0 is none."""

    def __init__(self, rows: npt.NDArray[np.void]) -> None:
        self._steps, self._scales = rows["steps"], rows["scale"]

    @classmethod
    def read(cls, file: Path) -> "VectorTable":
        """Read a table that `write_table` wrote.

        Raises:
            OSError, ValueError: it is none.
        """
        rows = np.load(file, allow_pickle=False)
        if rows.ndim != 1 or rows.dtype.names != ("steps", "scale"):
            raise ValueError(f"{file}: holds no table of vectors")
        return cls(rows)

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._steps.shape[1])

    def mean(self, numbers: Numbers) -> Floats:
        """Return the mean (D,) of some rows, zero of none."""
        if len(numbers) == 1:  # a word; the rest is its n-grams
            one: Floats = self._steps[numbers[0]] * self._scales[numbers[0]]
            return one
        if not len(numbers):
            return np.zeros(self.dimensions, np.float32)
        total: Floats = self._scales[numbers].dot(self._steps[numbers].astype(np.float32))
        return total / np.float32(len(numbers))

    def floats(self) -> Floats:
        """Return all of its vectors (rows, D)."""
        vectors: Floats = self._steps * self._scales[:, None]
        return vectors


def write_table(file: Path, steps: npt.NDArray[np.int8], scales: Floats) -> None:
    """Write a table of `steps` (rows, D) and `scales` (rows,)."""
    rows = np.empty(len(steps), [("steps", "i1", steps.shape[1:]), ("scale", "<f4")])
    rows["steps"], rows["scale"] = steps, scales
    np.save(file, rows, allow_pickle=False)


def find_tables(model: Path) -> list[Path]:
    """Return the tables beside an ONNX file; none beside one that holds them itself, as before format 2."""
    files = (model.with_suffix(f".{name}.npy") for name in TABLES)
    return [file for file in files if file.is_file()]


@dataclass(frozen=True, slots=True)
class VectorBatch:
    """Messages as vectors (longest, messages, D), their `lengths` (messages,), and `padding` (longest, messages, 1).

    `padding` is 0 for a token, `NO_WORD` past a message's end.
    """

    vectors: Floats
    lengths: npt.NDArray[np.int32]
    padding: Floats

    def inputs(self) -> dict[str, npt.NDArray[np.generic]]:
        """Return the arrays by the network's input names."""
        return {"vectors": self.vectors, "lengths": self.lengths, "padding": self.padding}


class VectorEncoder:
    """Encoder of tokens as vectors; caches those of the last tokens it met."""

    def __init__(self, describe: Describe, tables: Sequence[VectorTable]) -> None:
        self._describe, self._tables = describe, tables
        self._size = sum(table.dimensions for table in tables)
        self._vector_of = cache_words(self._read_vector)

    def _read_vector(self, token: str) -> bytes:
        rows = zip(self._tables, self._describe(token), strict=False)  # of two tables, or of one
        return b"".join([table.mean(numbers).tobytes() for table, numbers in rows])

    def encode(self, messages: Sequence[Sequence[str]]) -> VectorBatch:
        """Return a batch of messages, each a list of at least one token."""
        if len(messages) == 1:
            (message,) = messages
            vectors = self._vectors_of(message)[:, None]
            padding = np.zeros((len(message), 1, 1), np.float32)
            return VectorBatch(vectors, np.array([len(message)], np.int32), padding)
        lengths = [len(message) for message in messages]
        vectors = np.zeros((max(lengths), len(messages), self._size), np.float32)
        padding = np.full((max(lengths), len(messages), 1), NO_WORD)
        for column, message in enumerate(messages):
            vectors[: len(message), column] = self._vectors_of(message)
            padding[: len(message), column] = 0.0
        return VectorBatch(vectors, np.array(lengths, np.int32), padding)

    def _vectors_of(self, message: Sequence[str]) -> Floats:
        """Return the vectors (T, D) of a message; kept as bytes, they are joined in no time."""
        joined = b"".join([self._vector_of(token) for token in message])
        return np.frombuffer(joined, np.float32).reshape(len(message), self._size)
