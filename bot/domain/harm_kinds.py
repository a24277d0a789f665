"""Harm kinds: the names of harms that do not swear, for people who read why a message was flagged. Pure."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from classifier import Span

HARM_KIND_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "self_harm": "encouraging self-harm",
        "wished_harm": "wishing harm",
        "threat": "threat",
        "doxxing": "doxxing",
        "sexual_harassment": "sexual harassment",
        "grooming": "grooming",
        "exclusion": "excluding a group",
        "dehumanising": "dehumanising a group",
        "ableism": "insult by a disability",
        "insult_by_negation": "insult by negation",
        "condescension": "condescension",
        "mockery": "mockery",
    }
)
"""Names of the kinds of phrases that `classifier/inference/harm_phrases.toml` lists."""


def kind_notes(spans: Iterable[Span]) -> tuple[str, ...]:
    """Return the note on the kinds of harm whose phrases stand in a text, given its spans; none without any.

    ("kind of harm: doxxing, threat",)
    """
    kinds = dict.fromkeys(span.kind for span in spans if span.kind)
    names = ", ".join(HARM_KIND_TEXTS.get(kind, kind) for kind in kinds)
    return (f"kind of harm: {names}",) if names else ()
