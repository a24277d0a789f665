"""Confusable characters: styled letters, look-alikes of other scripts, emoji by name.

The Unicode tables are those of Python, `emoji` and `confusable_homoglyphs`; nothing is listed by hand.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

import emoji
from emoji.tokenizer import tokenize as tokenize_emoji

from classifier.text.aligned_text import Edit

MAY_BE_EMOJI = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]")
REGIONAL_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]+")
CACHED_CHARACTERS = 1 << 14
"""Characters whose reading is kept; Unicode has a million, and somebody may send them all."""

_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters that show nothing: Hangul fillers, and the empty pattern of Braille."""

_FEW_JOINERS = re.compile("[^\u200d]*+(?:\u200d[^\u200d]*+){0,128}")
"""A stretch of text with so few zero-width joiners that `emoji`, quadratic in them, is fast."""

_STYLED_NAME = re.compile(
    r"(?:NEGATIVE (?:SQUARED|CIRCLED) |CROSSED NEGATIVE SQUARED )?LATIN (?:CAPITAL |SMALL )?"
    r"(?:LETTER )(?:SMALL CAPITAL )?([A-Z])(?: WITH(?:OUT)? .*)?"
)


@lru_cache(CACHED_CHARACTERS)
def fold(char: str) -> str:
    """Return the plain reading of a styled character, or the character itself.

    "ｆ" -> "f", "𝓯" -> "f", "é" -> "e", "ø" -> "o", "🅵" -> "f", "’" -> "'", "ﷺ" -> eighteen Arabic
    letters, "й" -> "й" (a letter of its own script), a zero-width space or a blank letter -> "".
    """
    if char in _BLANK_LETTERS or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return "" if not char.isspace() else " "
    styled = _STYLED_NAME.fullmatch(unicodedata.name(char, ""))
    if styled:
        return styled[1].lower()
    plain = unicodedata.normalize("NFKD", char)
    if any(c.isascii() for c in plain):
        return "".join(c for c in plain if not unicodedata.combining(c))
    match unicodedata.category(char):
        case "Pd":
            return "-"
        case "Pi" | "Pf":
            return '"' if "DOUBLE" in unicodedata.name(char) else "'"
        case _:
            return unicodedata.normalize("NFKC", char)


@cache
def _look_alike_tables() -> tuple[dict[str, str], dict[str, str]]:
    """Return two tables from foreign letters to the ASCII letters they look like.

    The first has those whose look-alike Unicode names outright, the second also those beside which
    it names a letter that `fold`s to one ("т", by way of "ᴛ").
    """
    source = resources.files("confusable_homoglyphs").joinpath("confusables.json")
    close: dict[str, str] = {}
    distant: dict[str, str] = {}
    for char, likes in json.loads(source.read_text("utf-8")).items():
        if len(char) != 1 or char.isascii() or not char.isalpha():
            continue
        for like in likes:
            plain = "".join(map(fold, like["c"])) if not like["c"].isascii() else like["c"]
            if len(plain) == 1 and plain.isascii() and plain.isalpha():
                # Unicode's prototype of a capital I is "l"; a real capital L looks like "L".
                plain = "i" if char.isupper() and plain == "l" else plain.lower()
                (close if like["c"].isascii() else distant).setdefault(char, plain)
    return close, distant | close | _BY_USAGE


_BY_USAGE = dict(
    zip(
        "εєҽτσηωβδζθκμξπςφχ" + "тмнвкӏүцияпгдбъьшщчзэғәө" + "ժյղմլ",
        "eeetonwbdzokuencox" + "tmhbklyunrnrdbbbwwyeefeo" + "djnul",
        strict=True,
    )
)
"""Letters that people take for others than Unicode says, which finds ε like ꞓ, a kind of c, and г like nothing."""


@lru_cache(CACHED_CHARACTERS)
def _resolve_letter(char: str) -> str:
    """Return the ASCII letter that a letter among ASCII ones stands for, "*" for any of them.

    "т" -> "t", "қ" (a к with a tail) -> "k", "ж" -> "*".
    """
    generous = _look_alike_tables()[1]
    bare = unicodedata.normalize("NFKD", char)[0]
    base = unicodedata.name(char, "").partition(" WITH ")[0]
    for like in (char, bare, _LETTERS_BY_NAME.get(base, "")):
        if like in generous:
            return generous[like]
    return _wildcard(char)


_LETTERS_BY_NAME = {
    unicodedata.name(char): char for char in map(chr, range(0x0370, 0x0590)) if char.isalpha()
}
"""Greek, Cyrillic and Armenian letters by their names."""


def resolve_look_alikes(word: str, *, is_plain_context: bool = False) -> str | None:
    """Return a word in ASCII letters where it is an ASCII word in disguise, else None.

    A word that mixes scripts is read generously, "сuт" -> "cut", and a letter in it that looks like
    none is any letter, "stцpid" -> "st*pid"; one that is wholly foreign is read only where each letter
    looks like an ASCII one, "ЅНІТ" -> "shit", "привет" -> None, "тест" -> None; generously in an
    `is_plain_context`, where the text around it is in plain letters.
    """
    close, generous = _look_alike_tables()
    if not mixes_scripts(word):
        table = generous if is_plain_context else close
        letters = [c if c.isascii() else table.get(c, "") for c in word]
        return "".join(letters) if all(letters) else None
    letters = [c if c.isascii() else _resolve_letter(c) for c in word]
    is_readable = all(letters) and 2 * letters.count("*") < len(letters)
    return "".join(letters) if is_readable else None


def _wildcard(char: str) -> str:
    """Return the reading of a letter without a look-alike: "ж" -> "*", "ß" -> "ß", "版" -> "" (no letter)."""
    if unicodedata.name(char, "").startswith("LATIN"):
        return char
    return "*" if char.upper() != char.lower() else ""


@lru_cache(CACHED_CHARACTERS)
def _script(char: str) -> str:
    """Return the alphabet of a letter, "" for digits and for scripts without capitals, which do mix."""
    has_case = char.upper() != char.lower()
    return unicodedata.name(char, "").partition(" ")[0] if has_case else ""


def mixes_scripts(word: str) -> bool:
    """Tell whether a word has letters of two alphabets, as no language has: "сut", "ғսϲҝ"."""
    return len({_script(char) for char in word} - {""}) > 1


def find_emoji(text: str) -> Iterator[Edit]:
    """Yield edits that replace emoji by their names: "hi 🖕" -> (3, 4, " middle finger ").

    One that is repeated is said once: "🖕 🖕🖕" -> " middle finger ".
    """
    for stretch in _FEW_JOINERS.finditer(text):
        last, last_end = "", 0
        for token in tokenize_emoji(stretch[0], keep_zwj=False):
            found = token.value
            # "🅾" is a letter before it is a blood group.
            if isinstance(found, str) or fold(found.emoji[0]).isascii():
                continue
            is_repeated = found.emoji == last and not stretch[0][last_end : found.start].strip()
            last, last_end = found.emoji, found.end
            said = " " if is_repeated else f" {_name_emoji(found.emoji)} "
            yield stretch.start() + found.start, stretch.start() + found.end, said


def _name_emoji(char: str) -> str:
    """Return the name of an emoji in words: "🖕" -> "middle finger"."""
    name: str = emoji.EMOJI_DATA[char]["en"]
    return name.strip(":").replace("_", " ").replace("-", " ")


def is_flags(letters: str) -> bool:
    """Tell whether a run of regional letters is made of flags: "🇬🇧" is, "🇫🇺🇨🇰" spells a word."""
    pairs = [letters[i : i + 2] for i in range(0, len(letters), 2)]
    return all(emoji.is_emoji(pair) for pair in pairs)
