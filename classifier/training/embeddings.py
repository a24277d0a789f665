"""Word vectors for a vocabulary: fastText's or GloVe's text files, or NumPy's .npz."""

import gzip
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from classifier.data.examples import UncorrectedTokens
from classifier.data.train_config import TrainConfig
from classifier.metrics.formulas import Floats
from classifier.text.tokenizer import PADDING, UNKNOWN, Vocabulary

_WORD = re.compile("[a-z]{3,}")


class EmbeddingError(Exception):
    """Error in a file of word vectors that is missing or malformed; names the file and line."""


def read_vectors(file: Path, vocabulary: Vocabulary, *, seed: int) -> tuple[Floats, int]:
    """Return vectors (len(vocabulary), dimensions), and the number of words that the file has.

    A word that it lacks takes the vector of its form without apostrophes, else a random one of the same
    mean and spread as the others, so that no word stands out by its length. Padding is zero.

    Raises:
        EmbeddingError: the file is missing, malformed, or has none of the words.
    """
    indices = {word: index for index, word in enumerate(vocabulary.words, start=UNKNOWN + 1)}
    wanted = set(indices) | {word.replace("'", "") for word in indices}
    found = {word: vector for word, vector in _iterate_vectors(file) if word in wanted}
    if not found:
        raise EmbeddingError(f"{file}: knows none of the {len(indices)} words of the vocabulary")
    known = np.stack(list(found.values()))
    table = np.random.default_rng(seed).normal(
        known.mean(0), known.std(0), (len(vocabulary), known.shape[1])
    )
    table[PADDING] = 0.0
    hits = 0
    for word, index in indices.items():
        vector = found.get(word, found.get(word.replace("'", "")))
        if vector is not None:
            table[index] = vector
            hits += 1
    return table.astype(np.float32), hits


def read_common_words(file: Path, most: int) -> list[str]:
    """Return the words among the first `most` entries of a file, commonest first.

    Raises:
        EmbeddingError: the file is missing or malformed.
    """
    return [word for word, _ in islice(_iterate_vectors(file), most) if _WORD.fullmatch(word)]


def train_vectors(
    messages: Sequence[UncorrectedTokens], vocabulary: Vocabulary, config: TrainConfig
) -> Floats:
    """Train fastText vectors (len(vocabulary), dimensions) on the messages themselves.

    In one thread, so that the same seed gives the same vectors.
    """
    from gensim.models import FastText  # noqa: PLC0415 - a second to import, and only needed here

    model = FastText(
        messages, vector_size=config.network.word_dimensions, sg=1, workers=1, seed=config.seed,
        min_count=config.min_word_count, bucket=200_000, epochs=3,
    )  # fmt: skip
    vectors = [np.zeros(model.vector_size), np.mean(model.wv.vectors, axis=0)]
    vectors += [model.wv[word] for word in vocabulary.words]
    return np.array(vectors, np.float32)


def _iterate_vectors(file: Path) -> Iterator[tuple[str, Floats]]:
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
