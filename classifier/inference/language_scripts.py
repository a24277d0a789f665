"""Languages that a text can be in by its script: Cyrillic letters are no English, whatever a network makes of them."""

import re
from collections.abc import Sequence

LATIN = (
    "en", "cs", "da", "de", "es", "fi", "fr", "hu", "id", "it", "nl", "no", "pl", "pt", "ro", "sv",
    "tr", "ur-Latn", "vi", "other",
)  # fmt: skip
"""Languages of Latin letters among those that are told apart."""

_SCRIPTS: Sequence[tuple[re.Pattern[str], frozenset[str]]] = tuple(
    (re.compile(f"[{letters}]"), frozenset(languages))
    for letters, languages in (
        ("a-z\u00c0-\u024f\u1e00-\u1eff", LATIN),
        ("\u3040-\u30ff", ("ja",)),
        ("\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff", ("zh", "ja")),
        ("\u1100-\u11ff\u3130-\u318f\uac00-\ud7af", ("ko",)),
        ("\u0400-\u052f", ("ru", "uk", "other")),
        ("\u0600-\u06ff\u0750-\u077f", ("ar", "fa", "ur")),
        ("\u0900-\u097f", ("hi", "mr", "other")),
        ("\u0980-\u09ff", ("bn", "other")),
        ("\u0b80-\u0bff", ("ta",)),
        ("\u0c00-\u0c7f", ("te",)),
        ("\u0370-\u03ff", ("el",)),
        ("\u0590-\u05ff", ("he", "other")),
        ("\u0e00-\u0e7f", ("th",)),
    )
)
_CYRILLIC = frozenset(("ru", "uk", "other"))
_RUSSIAN, _UKRAINIAN, _NEITHER = (
    re.compile("[ыэё]"),
    re.compile("[їєґі]"),
    re.compile("[ўјђћљњәғқңөұүһ]"),
)
"""Letters of one of them alone, but for languages that are not told apart."""
_BULGARIAN = re.compile("ъ(?![еёюя])")
_ARABIC = frozenset(("ar", "fa", "ur"))
_URDU, _PERSIAN = re.compile("[ٹڈڑںےۓہ]"), re.compile("[پچژگکی]")
"""Letters that Arabic does not write, but for dialects, where chat is loose."""
_SURELY_ARABIC = 12
"""Letters of a text from which on Persian or Urdu would have had one of those."""
_OWN_LETTERS: Sequence[tuple[re.Pattern[str], tuple[str, ...]]] = tuple(
    (re.compile(f"[{letters}]"), languages)
    for letters, languages in (
        ("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", ("vi",)),
        ("ğış", ("tr",)),
        ("șțşţă", ("ro",)),
        ("ñ¿¡", ("es",)),
        ("ãõ", ("pt",)),
        ("ß", ("de",)),
        ("øæ", ("da", "no")),
        ("å", ("da", "no", "sv")),
        ("łąęśźżńć", ("pl",)),
        ("řěůšžč", ("cs", "other")),
        ("őű", ("hu",)),
    )
)
"""Latin letters and signs that few languages write; English only in names and words that it borrowed."""
_WEIGHT_OF_SYLLABLES = 2
"""A character of a script that writes syllables or words counts for so many letters."""
_SYLLABLES = ("ko", "zh", "ja")


def possible_languages(text: str) -> frozenset[str]:
    """Return the languages that a clean text can be in by the script of most of its letters.

    All of Latin script for a text without letters; "other" for one in a script that is not listed.
    """
    if text.isascii():
        return _SCRIPTS[0][1]
    counts = [
        len(pattern.findall(text))
        * (_WEIGHT_OF_SYLLABLES if languages.intersection(_SYLLABLES) else 1)
        for pattern, languages in _SCRIPTS
    ]
    most = max(counts)
    if most == 0:
        return frozenset({"other"}) if any(map(str.isalpha, text)) else _SCRIPTS[0][1]
    possible = _SCRIPTS[counts.index(most)][1]
    if possible == _CYRILLIC:
        return _narrow_cyrillic(text)
    return _narrow_arabic(text, most) if possible == _ARABIC else possible


def languages_of_letters(raw: str) -> frozenset[str]:
    """Return the languages whose own Latin letters a raw text has; a clean text has lost them.

    "đồ ngốc" -> "vi", "do ngoc" -> none.
    """
    if raw.isascii():
        return frozenset()
    lowered = raw.lower()
    found = (languages for letters, languages in _OWN_LETTERS if letters.search(lowered))
    return frozenset(code for languages in found for code in languages)


def _narrow_cyrillic(text: str) -> frozenset[str]:
    """Return the languages of Cyrillic letters that a text can be in by those that it has.

    Most lines in Ukrainian have a letter of its own; in Russian and others many have none.
    """
    if _NEITHER.search(text) or _BULGARIAN.search(text):
        return frozenset({"other"})
    is_russian, is_ukrainian = bool(_RUSSIAN.search(text)), bool(_UKRAINIAN.search(text))
    if is_russian and is_ukrainian:
        return _CYRILLIC
    if is_ukrainian:
        return frozenset({"uk"})
    return frozenset({"ru"} if is_russian else {"ru", "other"})


def _narrow_arabic(text: str, letters: int) -> frozenset[str]:
    """Return the languages of Arabic letters that a text can be in by those that it has."""
    if _URDU.search(text):
        return frozenset({"ur"})
    is_arabic = letters >= _SURELY_ARABIC and not _PERSIAN.search(text)
    return frozenset({"ar"}) if is_arabic else _ARABIC
