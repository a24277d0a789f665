"""Languages of a request, and those that its scores stand for."""

from collections.abc import Sequence

UNKNOWN_LANGUAGE = "und"
"""The code of BCP 47 for a language that was not recognised."""


def select_languages(requested: Sequence[str], supported: Sequence[str]) -> list[str]:
    """Return the requested codes that the bundle supports, as they were written.

    `["fr", "en-GB"], ["en"]` -> `["en-GB"]`
    """
    codes = {code.lower() for code in supported}
    return [
        code for code in requested if {base_language(code), _normalize(code)}.intersection(codes)
    ]


def base_language(code: str) -> str:
    """Return the language of a code of ISO 639-1 or BCP 47: "en_GB" -> "en"."""
    return _normalize(code).partition("-")[0]


def _normalize(code: str) -> str:
    """Return a code as bundles write it, in lower case; Hindi and Urdu in Latin letters are one language."""
    plain = code.strip().lower().replace("_", "-")
    return "ur-latn" if plain == "hi-latn" else plain
