"""Characters that look like plain letters and are not: styled letters, look-alikes, emoji.

The Unicode tables are those of Python, `emoji` and `confusable_homoglyphs`; nothing is listed by hand.
"""

import json
import re
import unicodedata
from functools import cache
from importlib import resources

import emoji

MAY_BE_EMOJI = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]")
REGIONAL_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]+")
_STYLED_NAME = re.compile(
    r"(?:NEGATIVE (?:SQUARED|CIRCLED) |CROSSED NEGATIVE SQUARED )?LATIN (?:CAPITAL |SMALL )?"
    r"(?:LETTER )(?:SMALL CAPITAL )?([A-Z])(?: WITH(?:OUT)? .*)?"
)


@cache
def fold(char: str) -> str:
    """What a styled character plainly says, or the character itself.

    "ｆ" -> "f", "𝓯" -> "f", "é" -> "e", "ø" -> "o", "🅵" -> "f", "’" -> "'", "ﷺ" -> eighteen Arabic
    letters, "й" -> "й" (a letter of its own script), a zero-width space -> "".
    """
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
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
    return unicodedata.normalize("NFKC", char)


@cache
def _look_alikes() -> tuple[dict[str, str], dict[str, str]]:
    """Foreign letters and the ASCII letters they look like: two tables.

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
    return close, distant | close | _AS_USED


_AS_USED = dict(
    zip(
        "εєҽτσηωβδζθκμξπςφχ" + "тмнвкӏүцияпгдбъьшщчзэғәө" + "ժյղմլ",
        "eeetonwbdzokuencox" + "tmhbklyunrnrdbbbwwyeefeo" + "djnul",
        strict=True,
    )
)
"""Letters that people take for others than Unicode says, which finds ε like ꞓ, a kind of c, and г like nothing."""


@cache
def _read_letter(char: str) -> str:
    """What a letter among ours stands for: "т" -> "t", "қ" (a к with a tail) -> "k", "ж" -> "*", any letter."""
    generous = _look_alikes()[1]
    bare = unicodedata.normalize("NFKD", char)[0]
    base = unicodedata.name(char, "").partition(" WITH ")[0]
    for like in (char, bare, _NAMED.get(base, "")):
        if like in generous:
            return generous[like]
    return _any_letter(char)


_NAMED = {
    unicodedata.name(char): char for char in map(chr, range(0x0370, 0x0590)) if char.isalpha()
}
"""Greek, Cyrillic and Armenian letters by their names."""


def resolve_look_alikes(word: str, *, is_surely: bool = False) -> str | None:
    """A word in plain letters where it is ASCII in disguise, else None.

    A word that mixes scripts is read generously, "сuт" -> "cut", and a letter in it that looks like
    none is any letter, "stцpid" -> "st*pid"; one that is wholly foreign is read only where each letter
    looks like an ASCII one, "ЅНІТ" -> "shit", "привет" -> None, "тест" -> None; generously where it
    `is_surely` no foreign word, as the text around it is in plain letters.
    """
    close, generous = _look_alikes()
    if not mixes_scripts(word):
        table = generous if is_surely else close
        letters = [c if c.isascii() else table.get(c, "") for c in word]
        return "".join(letters) if all(letters) else None
    letters = [c if c.isascii() else _read_letter(c) for c in word]
    is_read = all(letters) and 2 * letters.count("*") < len(letters)
    return "".join(letters) if is_read else None


def _any_letter(char: str) -> str:
    """What a letter is that looks like none of ours: "ж" -> "*", "ß" -> "ß", "版" -> "" (no letter)."""
    if unicodedata.name(char, "").startswith("LATIN"):
        return char
    return "*" if char.upper() != char.lower() else ""


@cache
def _script(char: str) -> str:
    """The alphabet of a letter, "" for digits and for scripts without capitals, which do mix."""
    has_case = char.upper() != char.lower()
    return unicodedata.name(char, "").partition(" ")[0] if has_case else ""


def mixes_scripts(word: str) -> bool:
    """Whether a word has letters of two alphabets, as no language has: "сut", "ғսϲҝ"."""
    return len({_script(char) for char in word} - {""}) > 1


def find_emoji(text: str) -> list[tuple[int, int, str]]:
    """Where emoji stand and what they are called: "hi 🖕" -> [(3, 4, " middle finger ")]."""
    found = []
    for match in emoji.emoji_list(text):
        if fold(match["emoji"][0]).isascii():  # "🅾" is a letter before it is a blood group
            continue
        name = emoji.EMOJI_DATA[match["emoji"]]["en"].strip(":").replace("_", " ").replace("-", " ")
        found.append((match["match_start"], match["match_end"], f" {name} "))
    return found


def is_flags(letters: str) -> bool:
    """Whether a run of regional letters is made of flags: "🇬🇧" is, "🇫🇺🇨🇰" spells a word."""
    pairs = [letters[i : i + 2] for i in range(0, len(letters), 2)]
    return all(emoji.is_emoji(pair) for pair in pairs)
