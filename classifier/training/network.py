"""Networks in Keras: the article's LSTM and LSTM-CNN, and our bidirectional LSTM.

    tokens (B, T) -> word and n-gram vectors (B, T, D) -> LSTM -> pooling -> logits (B, 6)

All take the inputs of `classifier.inference.encoder.EncodedBatch` and ignore padding past a message's end.
"""

from typing import Any

import keras
from keras import layers, ops

from classifier.data.train_config import NetworkConfig
from classifier.labels import Label
from classifier.metrics.formulas import Floats
from classifier.text.tokenizer import NGRAM_BUCKETS, PADDING, UNKNOWN


def build_network(config: NetworkConfig, vocabulary_size: int) -> keras.Model:
    """Build a network for a vocabulary of so many indices: batch inputs in, logits (B, 6) out.

    Its word vectors are zero until `set_word_vectors` or `load_weights` fills them.
    """
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    words = keras.Input(batch_shape=(None,), dtype="int32", name="words")
    grams = keras.Input(batch_shape=(None, None), dtype="int32", name="grams")
    x = WordVectors(config, vocabulary_size, name="vectors")(tokens, words, grams)
    mask = ops.not_equal(tokens, PADDING)
    x = layers.SpatialDropout1D(config.dropout, name="vector_dropout")(x)
    match config.architecture:
        case "lstm":
            x = layers.LSTM(config.units, return_sequences=True, name="lstm")(x, mask=mask)
            x = layers.Dropout(config.dropout)(MaxPooling(name="pool")(x, mask))
            x = layers.Dense(30, activation="relu")(x)
        case "lstm_cnn":
            x = layers.LSTM(config.units, return_sequences=True, name="lstm")(x, mask=mask)
            x = x * ops.cast(mask, x.dtype)[..., None]
            x = layers.Conv1D(64, 3, padding="same", name="convolution")(x)
            x = layers.Dropout(config.dropout)(MaxPooling(name="pool")(x, mask))
            x = layers.Dense(30, activation="relu")(layers.Dense(40, activation="relu")(x))
        case "bilstm":
            cells = layers.LSTM(config.units, return_sequences=True, name="lstm")
            y = layers.Bidirectional(cells, name="bilstm")(x, mask=mask)
            # Word vectors are pooled beside the LSTM's states: rare labels depend on few words.
            x = AttentionPooling(name="attend")(x, y, mask)
            x = layers.Dropout(config.dropout, name="pool_dropout")(x)
    logits = layers.Dense(len(Label), name="logits")(x)
    return keras.Model([tokens, words, grams], logits, name=config.architecture)


def set_word_vectors(model: keras.Model, vectors: Floats) -> None:
    """Set the initial word vectors (words, dimensions), one row a vocabulary index."""
    model.get_layer("vectors").words.assign(vectors)


class WordVectors(layers.Layer):
    """Embedding layer: a word's own vector beside the mean of its n-grams' vectors; zero for padding."""

    def __init__(self, config: NetworkConfig, vocabulary_size: int, **options: object) -> None:
        super().__init__(**options)
        self.config = config
        self.words = self.add_weight(
            shape=(vocabulary_size, config.word_dimensions),
            initializer="zeros",
            trainable=config.train_words,
            name="words",
        )
        if config.ngram_dimensions:
            self.grams = self.add_weight(
                shape=(NGRAM_BUCKETS + 1, config.ngram_dimensions),
                initializer=keras.initializers.RandomNormal(stddev=0.3, seed=1),
                name="grams",
            )
        self.seed = keras.random.SeedGenerator(2)

    def tables(self) -> list[keras.Variable]:
        """Return the word vectors and, where there are any, the n-gram vectors."""
        return [self.words, self.grams] if self.config.ngram_dimensions else [self.words]

    def call(self, tokens: object, words: Any, grams: object, training: bool = False) -> object:
        if training and self.config.word_dropout:
            is_hidden = (
                keras.random.uniform(ops.shape(words), seed=self.seed) < self.config.word_dropout
            )
            words = ops.where(is_hidden & (words > UNKNOWN), UNKNOWN, words)
        is_word = ops.cast(ops.not_equal(words, PADDING), self.compute_dtype)[:, None]
        vectors = ops.take(self.words, words, axis=0)
        if self.config.ngram_dimensions:
            is_ngram = ops.cast(ops.not_equal(grams, 0), self.compute_dtype)[..., None]
            sums = ops.sum(ops.take(self.grams, grams, axis=0) * is_ngram, axis=1)
            means = sums / ops.maximum(ops.sum(is_ngram, axis=1), 1.0)
            vectors = ops.concatenate([vectors, means], axis=-1)
        return ops.take(vectors * is_word, tokens, axis=0)

    def compute_output_shape(
        self, tokens: tuple[int | None, ...], *others: object
    ) -> tuple[int | None, ...]:
        return (*tokens, self.config.word_dimensions + self.config.ngram_dimensions)


class AttentionPooling(layers.Layer):
    """Attention pooling: words (B, T, D) and states (B, T, H) -> weighted means and maxima (B, 2 D + 2 H).

    Attention weights come from the LSTM states, so that benign padding does not dilute a toxic span.
    """

    supports_masking = True

    def build(self, words_shape: Any, states_shape: Any, mask_shape: Any = None) -> None:
        """Initialize as a mean: all tokens weigh the same."""
        self.kernel = self.add_weight(
            shape=(states_shape[-1], 1), initializer="zeros", name="kernel"
        )

    def call(self, words: Any, states: Any, mask: Any) -> object:
        is_token = ops.expand_dims(mask, -1)
        scores = ops.where(is_token, ops.matmul(states, self.kernel), -1e9)
        # Written out, as Keras doubts that anybody means a softmax over a single token.
        weights = ops.exp(scores - ops.max(scores, axis=1, keepdims=True))
        weights = weights / ops.sum(weights, axis=1, keepdims=True)
        parts = []
        for x in (words, states):
            parts.append(ops.sum(x * weights, axis=1))
            parts.append(ops.max(ops.where(is_token, x, -1e9), axis=1))
        return ops.concatenate(parts, axis=-1)

    def compute_output_shape(
        self, words_shape: Any, states_shape: Any, mask_shape: Any = None
    ) -> Any:
        return (words_shape[0], 2 * (words_shape[-1] + states_shape[-1]))


class MaxPooling(layers.Layer):
    """Max pooling over a message's tokens: (B, T, D) -> (B, D)."""

    supports_masking = True
    """Keeps Keras from warning: the mask is an argument here."""

    def call(self, x: object, mask: object) -> object:
        return ops.max(ops.where(ops.expand_dims(mask, -1), x, -1e9), axis=1)

    def compute_mask(self, *inputs: object) -> None:
        """Return None: after pooling there are no tokens left to mask."""


def masked_crossentropy(targets: object, logits: object) -> object:
    """Return the mean binary crossentropy (B,) over six labels; a NaN target adds none."""
    is_known = ops.logical_not(ops.isnan(targets))
    wanted = ops.where(is_known, targets, 0.0)
    losses = ops.softplus(logits) - wanted * logits
    return ops.mean(ops.where(is_known, losses, 0.0), axis=-1)
