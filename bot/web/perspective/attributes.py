"""Attributes: the names of labels in the Perspective API."""

from collections.abc import Mapping, Sequence
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
"""The attributes that have a label here."""

_LABELS: Mapping[str, Label] = MappingProxyType(
    {**ATTRIBUTES, **{f"{name}_EXPERIMENTAL": label for name, label in ATTRIBUTES.items()}}
)
"""The same, with the experimental attributes, which were earlier or later models of the same harms."""

UNSUPPORTED_ATTRIBUTES = frozenset(
    {
        "AFFINITY_EXPERIMENTAL",
        "ALIENATION_EXPERIMENTAL",
        "ATTACK_ON_AUTHOR",
        "ATTACK_ON_COMMENTER",
        "COMPASSION_EXPERIMENTAL",
        "CURIOSITY_EXPERIMENTAL",
        "FEARMONGERING_EXPERIMENTAL",
        "FLIRTATION",
        "GENERALIZATION_EXPERIMENTAL",
        "INCOHERENT",
        "INFLAMMATORY",
        "LIKELY_TO_REJECT",
        "MORAL_OUTRAGE",
        "MORAL_OUTRAGE_EXPERIMENTAL",
        "NUANCE_EXPERIMENTAL",
        "OBSCENE",
        "PERSONAL_STORY_EXPERIMENTAL",
        "POWER_APPEAL_EXPERIMENTAL",
        "REASONING_EXPERIMENTAL",
        "RESPECT_EXPERIMENTAL",
        "SCAPEGOATING_EXPERIMENTAL",
        "SEXUALLY_EXPLICIT",
        "SPAM",
        "UNSUBSTANTIAL",
    }
)
"""Attributes that Perspective documented and that no label here means; others are anybody's typing."""

AVAILABLE = ", ".join(ATTRIBUTES)
"""The supported attributes, for messages to people."""


def find_label(attribute: str) -> Label | None:
    """Return the label of an attribute, experimental or not: "THREAT_EXPERIMENTAL" -> threat."""
    return _LABELS.get(attribute)


def split_known(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split attributes into those with a label and those without, in order."""
    known = [name for name in names if name in _LABELS]
    return known, [name for name in names if name not in _LABELS]
