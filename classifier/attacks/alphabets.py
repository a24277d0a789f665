"""Alphabets of disguises: homoglyphs, leetspeak, fonts, accents, characters of no width.

Listed by hand, not taken from the tables with which cleaning undoes them: an attack must not know
only what the defence knows.
"""

import unicodedata
from collections.abc import Mapping

HOMOGLYPHS: Mapping[str, str] = {
    "a": "аαɑ",
    "b": "ЬвƄ",
    "c": "сϲⅽ",
    "d": "ԁⅾժ",
    "e": "еєεҽ",
    "f": "ғƒ",
    "g": "ɡցģ",
    "h": "һнհ",
    "i": "іıιⅰ",
    "j": "јϳ",
    "k": "кκҝ",
    "l": "ӏⅼІ",
    "m": "мⅿ",
    "n": "ηпո",
    "o": "оοσօ",
    "p": "рρ",
    "q": "ԛզ",
    "r": "гяꭇ",
    "s": "ѕꜱ",
    "t": "тτ",
    "u": "υսц",
    "v": "νѵⅴ",
    "w": "ԝωш",
    "x": "хχⅹ",
    "y": "уүγ",
    "z": "ᴢʐ",
}
"""Letters of other scripts that look like ours: Cyrillic, Greek, Armenian, phonetic, Roman numerals."""

LEET: Mapping[str, str] = {
    "a": "4@",
    "b": "8",
    "e": "3",
    "g": "9",
    "i": "1!|",
    "l": "1|",
    "o": "0",
    "s": "5$",
    "t": "7+",
    "z": "2",
}
"""Digits and signs written for letters."""

FONTS = (
    "FULLWIDTH LATIN SMALL LETTER {}",
    "MATHEMATICAL BOLD SMALL {}",
    "MATHEMATICAL ITALIC SMALL {}",
    "MATHEMATICAL SCRIPT SMALL {}",
    "MATHEMATICAL BOLD SCRIPT SMALL {}",
    "MATHEMATICAL FRAKTUR SMALL {}",
    "MATHEMATICAL DOUBLE-STRUCK SMALL {}",
    "MATHEMATICAL SANS-SERIF BOLD SMALL {}",
    "MATHEMATICAL MONOSPACE SMALL {}",
    "CIRCLED LATIN SMALL LETTER {}",
    "PARENTHESIZED LATIN SMALL LETTER {}",
    "LATIN LETTER SMALL CAPITAL {}",
    "NEGATIVE SQUARED LATIN CAPITAL LETTER {}",
    "REGIONAL INDICATOR SYMBOL LETTER {}",
)
"""Unicode names of alphabets that text generators on the web offer as fonts."""

ACCENTS = "\u0300\u0301\u0302\u0303\u0308\u030a\u0323\u0327\u0335"
"""Combining marks on, under or through the letter before them."""

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e"
"""Characters of no width."""


def apply_font(letter: str, font: str) -> str:
    """Return a letter in one of `FONTS`, or as it is where that font lacks it: "a" -> "ⓐ"."""
    try:
        return unicodedata.lookup(font.format(letter.upper()))
    except KeyError:
        return letter
