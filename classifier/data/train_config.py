"""Training configuration: everything that a run depends on, kept beside the model that it made."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Architecture = Literal["lstm", "lstm_cnn", "bilstm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """Configuration of a network."""

    architecture: Architecture = "bilstm"
    units: int = 96
    """Memory cells of the LSTM, of each direction where there are two."""
    word_dimensions: int = 100
    """Length of the word vectors, as in the file that they come from."""
    ngram_dimensions: int = 32
    """Length of the vectors of character n-grams; 0 for words alone."""
    train_words: bool = True
    """True where word vectors are trained, too."""
    dropout: float = 0.3
    word_dropout: float = 0.08
    """Share of words whose own vector is hidden, so that their n-grams learn to stand in."""


SEED_LSTM = NetworkConfig(
    architecture="lstm",
    units=40,
    ngram_dimensions=0,
    train_words=False,
    dropout=0.1,
    word_dropout=0.0,
)
"""LSTM of the article that this project grew from."""

SEED_LSTM_CNN = NetworkConfig(
    architecture="lstm_cnn",
    units=50,
    ngram_dimensions=0,
    train_words=False,
    dropout=0.1,
    word_dropout=0.0,
)
"""LSTM-CNN that the article compared it with."""


def continue_from(made: Mapping[str, Any], *, version: str, epochs: int) -> "TrainConfig":
    """Return the config that goes on with the network of a bundle, by what its manifest says it was made with."""
    network = NetworkConfig(**_with_field_names(made["network"]))
    return TrainConfig(
        network=network,
        start=version,
        epochs=epochs,
        learning_rate=1e-3,
        teacher=0.25,
        rehearsed=0.2,
        max_hateful=1.0,
        max_tokens=100,
        templates=0.4,
        template_weight=0.6,
    )


NETWORKS = {"lstm": SEED_LSTM, "lstm_cnn": SEED_LSTM_CNN, "bilstm": NetworkConfig()}
"""Networks that can be trained, by architecture."""

_WARM_START = ("start", "rehearsed")
"""Fields of a warm start alone."""

JSON_KEYS: Mapping[str, str] = {
    "templates": "contrasts",
    "template_weight": "contrast_weight",
    "max_hateful": "most_hateful",
    "augmented_benign": "copied_benign",
    "ema_momentum": "averaging",
    "min_word_count": "word_at_least",
    "max_words": "word_at_most",
    "embedding_words": "word_borrowed",
    "ngram_dimensions": "gram_dimensions",
}
"""Keys in the files of runs and bundles that are not their field's name: those files stay readable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """Configuration of a training run."""

    network: NetworkConfig = field(default_factory=NetworkConfig)
    seed: int = 2026
    epochs: int = 4
    patience: int = 2
    """Epochs without a better validation mean AUC before training stops."""
    batch_size: int = 256
    learning_rate: float = 2e-3
    teacher: float = 0.4
    """Share of a target that is the linear teacher's prediction, 0..1."""
    start: str | None = None
    """Version of the bundle whose network is trained on; None for a new one."""
    rehearsed: float = 1.0
    """Share of the rows that a bundle learned from (`datasets.REHEARSED`) that a warm start learns again."""
    templates: float = 0.2
    """Sentences from `augment/templates.py` to add, per row."""
    template_weight: float = 0.4
    """Weight of such a sentence; a row of a data set weighs about 1."""
    max_hateful: float = 0.15
    """Share of the rows naming a group that may be toxic; identity swaps add benign ones until then. 1: none."""
    attacked: float = 0.25
    """Share of the toxic rows of which a disguised copy is added."""
    padded: float = 0.2
    """Share of the short toxic rows of which a copy padded with benign rows is added."""
    augmented_benign: float = 0.45
    """Factor on these two shares for benign rows."""
    ema_momentum: float = 0.998
    """Momentum of the exponential moving average of the weights, which is kept."""
    max_tokens: int = 200
    """Tokens of a message that training reads."""
    window: int = 100
    """Tokens that are scored at once: a longer message scores as its worst window."""
    held_out: float = 0.1
    """Share of the rows for validation and calibration, chosen by their text alone."""
    min_word_count: int = 3
    """Occurrences from which on a word is in the vocabulary."""
    max_words: int = 60_000
    """Words of the training rows that the vocabulary holds."""
    embedding_words: int = 65_000
    """Commonest words of a file of word vectors that the vocabulary holds besides."""

    def as_json(self) -> dict[str, object]:
        """Return the config as plain values; those of a warm start only where it is one."""
        values = asdict(self, dict_factory=_with_json_keys)
        return values if self.start else {k: v for k, v in values.items() if k not in _WARM_START}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "TrainConfig":
        """Return the config that `as_json` gave.

        Raises:
            KeyError, TypeError: these are the values of no config.
        """
        network = NetworkConfig(**_with_field_names(values["network"]))
        return cls(**_with_field_names(values) | {"network": network})


def _with_json_keys(values: list[tuple[str, Any]]) -> dict[str, Any]:
    return {JSON_KEYS.get(name, name): value for name, value in values}


def _with_field_names(values: Mapping[str, Any]) -> dict[str, Any]:
    names = {key: name for name, key in JSON_KEYS.items()}
    return {names.get(key, key): value for key, value in values.items()}
