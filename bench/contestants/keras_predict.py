"""The way of the article that Parley grew from: `model.predict` on messages padded to 200 tokens.

Its shape with random weights, which cost as much as trained ones: 100,000 words x 300 numbers,
LSTM of 40, the largest over time, dense layers of 30 and 6. Words become numbers by hashing, which
costs less than the article's tokenizer.
"""

from collections.abc import Callable, Sequence
from zlib import crc32

import keras
import numpy as np

WORDS, DIMENSIONS, LENGTH = 100_000, 300, 200


def make_ready() -> Callable[[Sequence[str]], object]:
    """Build the network."""
    network = keras.Sequential(
        [
            keras.Input((LENGTH,), dtype="int32"),
            keras.layers.Embedding(WORDS, DIMENSIONS),
            keras.layers.LSTM(40, return_sequences=True),
            keras.layers.GlobalMaxPooling1D(),
            keras.layers.Dense(30, activation="relu"),
            keras.layers.Dense(6, activation="sigmoid"),
        ]
    )

    def score(texts: Sequence[str]) -> object:
        padded = np.zeros((len(texts), LENGTH), dtype=np.int32)
        for row, text in enumerate(texts):
            words = [crc32(word.encode()) % WORDS for word in text.lower().split()[:LENGTH]]
            padded[row, LENGTH - len(words) :] = words
        return network.predict(padded, verbose=0)

    return score
