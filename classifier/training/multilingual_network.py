"""Multilingual network in Keras: subword pieces and character runs, then the English network's layers.

    tokens (B, T) -> vectors of pieces and of runs (B, T, D) -> BiLSTM -> attention pooling -> logits (B, 6 + L)

The last L logits are those of the languages that it tells apart.
"""

from typing import Any

import keras
from keras import layers, ops

from classifier.data.train_config import NetworkConfig
from classifier.labels import Label
from classifier.metrics.formulas import Floats
from classifier.text.segmenter import RUN_BUCKETS
from classifier.text.tokenizer import PADDING
from classifier.training.network import AttentionPooling

LANGUAGE_WEIGHT = 0.1
"""Weight of a language's crossentropy in the loss, beside 1 of a label's."""


def build_multilingual_network(config: NetworkConfig, pieces: Floats, *, heads: int) -> keras.Model:
    """Build a network of so many languages on vectors of pieces (P + 1, D), row 0 zero, not trained.

    Left as they are, pieces that training never met keep their place beside those that it met.
    """
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    words = keras.Input(batch_shape=(None, None), dtype="int32", name="words")
    grams = keras.Input(batch_shape=(None, None), dtype="int32", name="grams")
    x = TokenVectors(config, pieces, name="vectors")(tokens, words, grams)
    mask = ops.not_equal(tokens, PADDING)
    x = layers.SpatialDropout1D(config.dropout, name="vector_dropout")(x)
    cells = layers.LSTM(config.units, return_sequences=True, name="lstm")
    y = layers.Bidirectional(cells, name="bilstm")(x, mask=mask)
    x = AttentionPooling(name="attend")(x, y, mask)
    x = layers.Dropout(config.dropout, name="pool_dropout")(x)
    logits = layers.Dense(len(Label) + heads, name="logits")(x)
    return keras.Model([tokens, words, grams], logits, name="multilingual")


def weighted_crossentropy(targets: Any, logits: Any) -> object:
    """Return the binary crossentropy (B,) of labels and languages; a NaN target adds none."""
    is_known = ops.logical_not(ops.isnan(targets))
    wanted = ops.where(is_known, targets, 0.0)
    losses = ops.where(is_known, ops.softplus(logits) - wanted * logits, 0.0)
    known = len(Label)
    return ops.sum(losses[:, :known], axis=-1) + LANGUAGE_WEIGHT * ops.sum(
        losses[:, known:], axis=-1
    )


class TokenVectors(layers.Layer):
    """Embedding layer: the mean of a token's piece vectors beside that of its runs'; zero for padding."""

    def __init__(self, config: NetworkConfig, pieces: Floats, **options: object) -> None:
        super().__init__(**options)
        self.config = config
        self.pieces = self.add_weight(
            shape=pieces.shape,
            initializer=keras.initializers.Constant(pieces),
            trainable=False,
            name="pieces",
        )
        self.runs = self.add_weight(
            shape=(RUN_BUCKETS + 1, config.ngram_dimensions),
            initializer=keras.initializers.RandomNormal(stddev=0.3, seed=1),
            name="runs",
        )
        self.seed = keras.random.SeedGenerator(2)

    def tables(self) -> list[keras.Variable]:
        """Return the vectors of pieces and of runs."""
        return [self.pieces, self.runs]

    def call(self, tokens: object, words: Any, grams: Any, training: bool = False) -> object:
        means = []
        for table, numbers in ((self.pieces, words), (self.runs, grams)):
            is_one = ops.not_equal(numbers, 0)
            if training and self.config.word_dropout:
                # Each half of a token is hidden at times, so that the other learns to stand in.
                is_hidden = (
                    keras.random.uniform(ops.shape(numbers)[:1], seed=self.seed)
                    < self.config.word_dropout
                )
                is_one = is_one & ~is_hidden[:, None]
            known = ops.cast(is_one, self.compute_dtype)[..., None]
            sums = ops.sum(ops.take(table, numbers, axis=0) * known, axis=1)
            means.append(sums / ops.maximum(ops.sum(known, axis=1), 1.0))
        return ops.take(ops.concatenate(means, axis=-1), tokens, axis=0)

    def compute_output_shape(
        self, tokens: tuple[int | None, ...], *others: object
    ) -> tuple[int | None, ...]:
        return (*tokens, int(self.pieces.shape[1]) + self.config.ngram_dimensions)
