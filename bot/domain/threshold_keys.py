"""Keys of overrides that hold a threshold: of a label and a tier, in one language or in all. Pure."""

from dataclasses import dataclass
from typing import Final, Self

from bot.domain.languages import LANGUAGE_NAMES
from classifier import Label

TIERS: Final = ("flag", "act")
"""The tiers of thresholds, as they stand in keys."""


@dataclass(frozen=True, slots=True)
class ThresholdKey:
    """A key: "toxic.flag" is ThresholdKey(TOXIC, "flag"), "toxic.flag.tr" that of Turkish alone."""

    label: Label
    tier: str
    language: str = ""

    @classmethod
    def parse(cls, key: str) -> Self | None:
        """Parse a key; None where it holds something else, such as "mode"."""
        label, _, rest = key.partition(".")
        tier, _, language = rest.partition(".")
        if label not in set(Label) or tier not in TIERS or language not in ("", *LANGUAGE_NAMES):
            return None
        return cls(Label(label), tier, language)

    def __str__(self) -> str:
        return ".".join(filter(None, (self.label, self.tier, self.language)))
