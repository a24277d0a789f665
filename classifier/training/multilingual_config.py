"""Configuration of a multilingual training run, and the languages that its network tells apart."""

from dataclasses import dataclass

from classifier.data.train_config import NetworkConfig
from classifier.inference.multilingual import WINDOW

HEADS = (
    "en", "ar", "bn", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it",
    "ja", "ko", "mr", "nl", "no", "pl", "pt", "ro", "ru", "sv", "ta", "te", "th", "tr", "uk", "ur",
    "ur-Latn", "vi", "zh", "other",
)  # fmt: skip
"""Languages that the network tells apart; a code outside them is "other"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MultilingualConfig:
    """Configuration of a multilingual run."""

    units: int = 64
    run_dimensions: int = 40
    dropout: float = 0.3
    token_dropout: float = 0.08
    epochs: int = 3
    batch_size: int = 256
    learning_rate: float = 2e-3
    ema_momentum: float = 0.998
    rows_per_set: int = 16_000
    """Rows of a set that the network is trained on; its teacher reads all of them."""
    teacher: float = 0.4
    """Share of a target that is the linear teacher's prediction, 0..1."""
    max_tokens: int = WINDOW
    """Tokens of a message that training reads, and that the network reads at once."""
    seed: int = 2026

    @property
    def network(self) -> NetworkConfig:
        """Return the configuration of its network."""
        return NetworkConfig(
            units=self.units,
            ngram_dimensions=self.run_dimensions,
            dropout=self.dropout,
            word_dropout=self.token_dropout,
        )
