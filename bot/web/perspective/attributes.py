"""What Perspective calls the labels."""

from collections.abc import Mapping
from types import MappingProxyType

from classifier import Label

ATTRIBUTES: Mapping[str, Label] = MappingProxyType(
    {
        "TOXICITY": Label.TOXIC,
        "SEVERE_TOXICITY": Label.SEVERE_TOXIC,
        "IDENTITY_ATTACK": Label.IDENTITY_HATE,
        "INSULT": Label.INSULT,
        "PROFANITY": Label.OBSCENE,
        "THREAT": Label.THREAT,
    }
)
"""Its attributes that have a counterpart here."""

AVAILABLE = ", ".join(ATTRIBUTES)
"""Them all, for a message to people."""
