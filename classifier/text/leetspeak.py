"""Leetspeak and spacing: case, letters set apart, digits and signs for letters, drawn-out words.

Every pattern takes time linear in the text: a match can begin at few places of a run (the class
before the look-around), and a run that fails is not tried again from within.
"""

import re
from collections.abc import Callable

from classifier.text.aligned_text import AlignedText

_SPACED_START = r"(?<![^\W_])(?<![^\W_]['])(?<!\w\*)(?<!\w\*\*)[^\W\d_]"
_SPACED_GAP = r"([ ]|[ ]?[.,_|~-][ ]?|[*/\\+='])"
_SPACED = re.compile(
    rf"{_SPACED_START}{_SPACED_GAP}(?:[\w@$!]\1)+[\w@$!](?![^\W_]|\*+\w|\1[^\W_](?![^\W_]))"
    # A run that ends badly ends so for each of its letters: passed over, to be tried but once.
    rf"|{_SPACED_START}{_SPACED_GAP}(?:(?:[^\W_]|[@$!])\2)++(?=[^\W_]|[@$!])"
)
_BULLET = re.compile(r"(?<=[^\W\d_])[·•∙⋅‧・●▪◦]+(?=[^\W\d_])")
_CENSORED_TOKEN = re.compile(r"(?<!\S)[^\s#%^]*+[#%^]\S*+")
_CENSORED = re.compile(
    r"(?<![\w/:.#%^])([a-z]{1,7}(?:[#%^]{1,3}[a-z]{1,7})+)(?![\w/:#%^]|\.\w)"
    r"|(?<=[a-z])[#%^&@$*!]{2,}(?!\w)"
)
_NO_LETTER = re.compile(r"[^a-z]")
_DOLLAR = re.compile(r"(?<!\$)\$++(?=[a-z])|(?<=[a-z])\$+(?!\d)|(?<=\b4)\$\$(?![\w.])")
_LEET = re.compile(
    r"(?<=[a-z])(?!18n)(?:[01345679@]{1,3}|[013456789@]{2,3})(?=[a-z])|(?<![\w@])@(?=s)|(?<=[a@])55\b|(?<![\w.$])4(?=ss\b)"
    # At the beginning of a word, but not of "3rd", "5px" or "1 min".
    r"|(?<![\w.,:/+#-])[013457](?!(?:st|rds?|th|mins?|secs?|hrs?|yrs?|hours?|days?|weeks?|months?|years?|[kmg]ib|[kmg]hz|gigs?|parts?)\b)"
    r"(?=[a-z]{3})"
)
_LEET_WORD = re.compile(
    # Nothing before the last but one plus of a token is a word: "c++", "a+b+c".
    r"(?<!\S)(?:[^\s+]*+\+)+(?=[^\s+]*+\+)"
    r"|(?<![\w@$|+!.,:/-])(?=[a-z]*+[013456789@$!|+])(?!0x|\|[^|]*+\|)"
    r"([a-z013456789@$!|+]*[a-z013456789@$+])(?![\w@$|+]|[.,:/-]\w)"
)
_IDENTIFIER = re.compile(
    r"(?<![\w-])(?:(?=[a-f]*+\d)[0-9a-f]{7,}|[a-z0-9]{4,12}(?:-[a-z0-9]{4,12}){2,})(?![\w-])"
)
_DIGIT = re.compile("[0-9]")
_RANDOM_DIGITS = re.compile(r"[2689]|\d\d")
"""Bounds on words in leetspeak: they have few other digits, and few side by side."""
_MIN_DIGITS = 2
_LEET_GROUP = re.compile(r"[013456789@$!|+]+")
_LEET_SIGN = re.compile(r"[013456789@$!|+#%^]")
"""Characters of which every word in leetspeak has one."""
_SIGN = re.compile(r"(?<!\w)([a-z]{1,3})[!|+](?=[a-z]{2,4}(?!\w))")
LEET = str.maketrans("0123456789@$+!|", "oizeasgtbgastii")
"""The letters that digits and signs stand for; 1, ! and | also for an l."""
_LONG_RUN = re.compile(r"([^\d\s*])\1{2,}|(\*)\*{2,}(?![a-z])")
_LONG_LAUGH = re.compile(r"([a-z]{2,3})\1{2,}")
_REPEATED_WORD = re.compile(r"(?<![\w'])([^\W\d_]{2,}+)(?: \1){2,}(?![\w'])")
_HUMPS = re.compile(r"(?<![^\s\"'(,!?])[A-Za-z][a-z]*+(?:[A-Z][a-z]*+){2,}(?![\w(=/\[\\:]|\.\w)")
_HUMP = re.compile(r"(?<=[A-Za-z])(?=[A-Z])")
_MIN_LETTERS_PER_HUMP = 2.5
_SPACE = re.compile(r"^\s+|\s+$|[^\S ]\s*| \s+")


def split_humps(aligned: AlignedText) -> None:
    """Part three words or more that only their capitals keep apart: "YouAreDumb" -> "You Are Dumb".

    "JavaScript" stays, and "sPoNgE" is no three words.
    """
    if aligned.text.islower():
        return
    aligned.edit(
        (at, at, " ")
        for run in _HUMPS.finditer(aligned.text)
        if sum(map(str.isupper, run[0])) * _MIN_LETTERS_PER_HUMP <= len(run[0])
        for at in (run.start() + hump.start() for hump in _HUMP.finditer(run[0]))
    )


def lowercase(aligned: AlignedText) -> None:
    """Lower every letter; "İ", the one that would become two, is "i"."""
    aligned.text = aligned.text.replace("İ", "i").lower()


def join_spaced_letters(aligned: AlignedText) -> None:
    """Join letters that are set apart by one and the same sign: "f.u.c.k y.o.u" -> "fuck you"."""
    aligned.sub(_SPACED, lambda m: m[0].replace(m[1], "") if m[1] else m[0])


def remove_bullets(aligned: AlignedText) -> None:
    """Remove dots in the middle of the line, which stand in no word: "i•d•i•o•t" -> "idiot"."""
    if not aligned.text.isascii():
        aligned.sub(_BULLET, "")


def decode_leet(aligned: AlignedText) -> None:
    """Replace digits and signs inside words by letters, "sh1t" -> "shit"; "mp3" and "2nd" stay.

    What stands for any letter becomes a star: "f#ck" -> "f*ck". Identifiers stay as they are.
    """
    if not _LEET_SIGN.search(aligned.text):
        return
    identifiers = find_identifiers(aligned.text)

    def outside(read: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
        return lambda m: m[0] if 1 in identifiers[m.start() : m.end()] else read(m)

    aligned.sub(_CENSORED_TOKEN, outside(lambda m: _mask_censored(m[0])))
    aligned.sub(_LEET_WORD, outside(lambda m: _decode_leet_word(m[0]) if m[1] else m[0]))
    aligned.sub(_DOLLAR, outside(lambda m: "s" * len(m[0])))
    aligned.sub(_LEET, outside(lambda m: m[0].translate(LEET)))
    aligned.sub(_SIGN, outside(lambda m: m[0].translate(LEET)))


def find_identifiers(text: str) -> bytearray:
    """Return 1 for each character of what a machine made up, a hash or a licence key: no words hide in it.

    Every replacement of `decode_leet` is as long as what it replaces, so that the places hold.
    """
    found = bytearray(len(text))
    if not _DIGIT.search(text):
        return found
    for match in _IDENTIFIER.finditer(text):
        is_random = _RANDOM_DIGITS.search(match[0]) is not None
        if is_random and sum(map(str.isdigit, match[0])) >= _MIN_DIGITS:
            found[match.start() : match.end()] = b"\1" * len(match[0])
    return found


def _mask_censored(token: str) -> str:
    """Return a token with stars for the signs that censor a word: "f#ck" -> "f*ck", "d@#$" -> "d***"."""
    last = max(
        token.rfind("#"), token.rfind("%")
    )  # signs censor if one of these is among or after them
    return _CENSORED.sub(
        lambda m: _NO_LETTER.sub("*", m[0]) if m[1] or m.start() <= last else m[0], token
    )


def _decode_leet_word(word: str) -> str:
    """Return a word in plain letters if it is strewn with digits and signs: "5+up1d" -> "stupid", "1v1" stays."""
    letters = sum(map(str.isalpha, word))
    signs = len(_LEET_GROUP.findall(word))
    is_strewn = signs > 1 and letters > (0 if set(word) & {"@", "$", "|"} else 1)
    is_command = word[0] == "!" and word[1:].isalnum()  # "!md5" asks a bot
    is_strewn &= not is_command
    return word.translate(LEET) if is_strewn and len(word) > 3 else word  # noqa: PLR2004


def collapse_repeats(aligned: AlignedText) -> None:
    """Shorten what is drawn out: "soooo" -> "soo", "hahahaha" -> "haha", "no no no" -> "no".

    Stars within a word count its letters.
    """
    aligned.sub(_LONG_RUN, lambda m: (m[1] or m[2]) * 2)
    aligned.sub(_LONG_LAUGH, lambda m: m[1] * 2)
    aligned.sub(_REPEATED_WORD, lambda m: m[1])


def collapse_whitespace(aligned: AlignedText) -> None:
    """Leave one space between words and none around them."""
    aligned.sub(_SPACE, lambda m: " " if m.start() > 0 and m.end() < len(m.string) else "")
