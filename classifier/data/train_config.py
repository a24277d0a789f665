"""Everything a training run depends on, in one place; written beside the model that it made."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Architecture = Literal["lstm", "lstm_cnn", "bilstm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """The shape of a network."""

    architecture: Architecture = "bilstm"
    units: int = 96
    """Memory cells of the LSTM, in each direction where there are two."""
    word_dimensions: int = 100
    """Length of the word vectors: that of the file they come from."""
    gram_dimensions: int = 32
    """Length of the vectors of character grams; 0 for words alone."""
    train_words: bool = True
    """Whether word vectors move in training."""
    dropout: float = 0.3
    word_dropout: float = 0.08
    """Share of words whose own vector is hidden, so that their grams learn to stand in."""


SEED_LSTM = NetworkConfig(
    architecture="lstm",
    units=40,
    gram_dimensions=0,
    train_words=False,
    dropout=0.1,
    word_dropout=0.0,
)
"""The network of the article this project grew from."""

SEED_LSTM_CNN = NetworkConfig(
    architecture="lstm_cnn",
    units=50,
    gram_dimensions=0,
    train_words=False,
    dropout=0.1,
    word_dropout=0.0,
)
"""The rival that the article compared it with."""

NETWORKS = {"lstm": SEED_LSTM, "lstm_cnn": SEED_LSTM_CNN, "bilstm": NetworkConfig()}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """How a network is trained."""

    network: NetworkConfig = field(default_factory=NetworkConfig)
    seed: int = 2026
    epochs: int = 4
    patience: int = 2
    """Epochs without a better validation mean AUC before training stops."""
    batch_size: int = 256
    learning_rate: float = 2e-3
    teacher: float = 0.4
    """How much of a target is the linear teacher's opinion, 0..1."""
    contrasts: float = 0.095
    """Invented sentences of `contrasts.toml` that are learned beside the rows, for each of them."""
    contrast_weight: float = 0.4
    most_hateful: float = 0.15
    """Of what names a group, the share that may be toxic; below it by copies from other groups. 1: no copies."""
    attacked: float = 0.25
    """Share of the toxic rows that are learned in disguise as well."""
    padded: float = 0.2
    """Share of the short toxic rows that are learned among harmless talk as well."""
    copied_benign: float = 0.45
    """Of the benign rows, the same shares are copied times this."""
    averaging: float = 0.998
    """Momentum of the moving average of the weights, which is what is kept."""
    max_tokens: int = 200
    """Tokens of a message that are read in training."""
    window: int = 100
    """Tokens that are read at once where it counts: a longer message scores as its worst window."""
    held_out: float = 0.1
    """Share of rows for validation and calibration, chosen by their text alone."""
    word_at_least: int = 3
    word_at_most: int = 60_000
    word_borrowed: int = 65_000
    """So many of the commonest words of a file of word vectors are known too, said in training or not."""

    def as_json(self) -> dict[str, object]:
        """The config as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "TrainConfig":
        """The config that `as_json` gave. Raises TypeError for what is no config."""
        return cls(**{**values, "network": NetworkConfig(**values["network"])})
