"""Languages by their codes (ISO 639-1), as a bundle names them and people read them. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH = "en"
"""Code of the language that a bundle of one language reads."""

UNDETERMINED = "und"
"""Code (BCP 47) of a text whose language is not known, and which is moderated all the same."""

LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ar": "Arabic",
        "bn": "Bengali",
        "cs": "Czech",
        "da": "Danish",
        "de": "German",
        "el": "Greek",
        "en": "English",
        "es": "Spanish",
        "fa": "Persian",
        "fi": "Finnish",
        "fr": "French",
        "he": "Hebrew",
        "hi": "Hindi",
        "hu": "Hungarian",
        "id": "Indonesian",
        "it": "Italian",
        "ja": "Japanese",
        "ko": "Korean",
        "mr": "Marathi",
        "nl": "Dutch",
        "no": "Norwegian",
        "pl": "Polish",
        "pt": "Portuguese",
        "ro": "Romanian",
        "ru": "Russian",
        "sv": "Swedish",
        "ta": "Tamil",
        "te": "Telugu",
        "th": "Thai",
        "tr": "Turkish",
        "uk": "Ukrainian",
        "ur": "Urdu",
        "ur-Latn": "Urdu or Hindi in Latin letters",
        "vi": "Vietnamese",
        "zh": "Chinese",
    }
)
"""English names of the languages that a multilingual bundle tells apart."""


def find_language(written: str) -> str | None:
    """Find a language by its code or English name: "TR" or "turkish" -> "tr"; None for another word."""
    word = written.strip().lower()
    names = LANGUAGE_NAMES.items()
    return next((code for code, name in names if word in (code.lower(), name.lower())), None)


def name_language(code: str | None) -> str:
    """Return a language's English name; its code where it has none here."""
    if code == UNDETERMINED:
        return "an unknown language"
    return LANGUAGE_NAMES.get(code or ENGLISH, code or ENGLISH)
