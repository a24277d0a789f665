"""Word vectors for a vocabulary: fastText's or GloVe's text files, or NumPy's .npz."""

import gzip
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from classifier.data.train_config import TrainConfig
from classifier.metrics.formulas import Floats
from classifier.text.tokenizer import PADDING, UNKNOWN, Vocabulary

_WORD = re.compile("[a-z]{3,}")


class EmbeddingError(Exception):
    """A file of vectors is missing or malformed: says which, and its line."""


def read_vectors(file: Path, vocabulary: Vocabulary, *, seed: int) -> tuple[Floats, int]:
    """Vectors (len(vocabulary), dimensions) and how many words the file knew.

    A word that it does not know takes the vector of its form without apostrophes, else a random one
    of the same spread as the known ones, so that no word shouts by its length. Padding is zero.
    """
    numbers = {word: number for number, word in enumerate(vocabulary.words, start=UNKNOWN + 1)}
    wanted = set(numbers) | {word.replace("'", "") for word in numbers}
    found = {word: vector for word, vector in _read(file) if word in wanted}
    if not found:
        raise EmbeddingError(f"{file}: knows none of the {len(numbers)} words of the vocabulary")
    known = np.stack(list(found.values()))
    table = np.random.default_rng(seed).normal(
        known.mean(0), known.std(0), (len(vocabulary), known.shape[1])
    )
    table[PADDING] = 0.0
    hits = 0
    for word, number in numbers.items():
        vector = found.get(word, found.get(word.replace("'", "")))
        if vector is not None:
            table[number] = vector
            hits += 1
    return table.astype(np.float32), hits


def read_words(file: Path, most: int) -> list[str]:
    """The words among the first `most` of a file, whose order is how common they are. Raises EmbeddingError."""
    return [word for word, _ in islice(_read(file), most) if _WORD.fullmatch(word)]


def learn_vectors(
    messages: Sequence[Sequence[str]], vocabulary: Vocabulary, config: TrainConfig
) -> Floats:
    """FastText vectors (len(vocabulary), dimensions), learned from the messages themselves.

    One thread, for the same vectors from the same seed.
    """
    from gensim.models import FastText  # noqa: PLC0415 - a second to import, and only needed here

    model = FastText(
        messages, vector_size=config.network.word_dimensions, sg=1, workers=1, seed=config.seed,
        min_count=config.word_at_least, bucket=200_000, epochs=3,
    )  # fmt: skip
    vectors = [np.zeros(model.vector_size), np.mean(model.wv.vectors, axis=0)]
    vectors += [model.wv[word] for word in vocabulary.words]
    return np.array(vectors, np.float32)


def _read(file: Path) -> Iterator[tuple[str, Floats]]:
    if not file.is_file():
        raise EmbeddingError(f"{file}: no such file")
    if file.suffix == ".npz":
        with np.load(file, allow_pickle=False) as arrays:
            if not {"words", "vectors"} <= set(arrays.files):
                raise EmbeddingError(f"{file}: has no arrays 'words' and 'vectors'")
            yield from zip(
                arrays["words"].tolist(), arrays["vectors"].astype(np.float32), strict=True
            )
        return
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8", newline="\n", errors="replace") as lines:
        dimensions = 0
        for at, line in enumerate(lines, start=1):
            word, *numbers = line.rstrip().split(" ")
            if (
                at == 1 and len(numbers) == 1
            ):  # fastText's header: how many words, how many dimensions
                continue
            dimensions = dimensions or len(numbers)
            if len(numbers) != dimensions or not dimensions:
                raise EmbeddingError(
                    f"{file}: line {at}: {len(numbers)} numbers where there were {dimensions}"
                )
            try:
                yield word, np.array(numbers, np.float32)
            except ValueError as error:
                raise EmbeddingError(f"{file}: line {at}: {error}") from None
