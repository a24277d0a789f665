"""Spelling made plain: case, letters set apart, digits for letters, drawn-out words."""

import re

from classifier.text.aligned_text import AlignedText

_SPACED = re.compile(
    r"(?<![^\W_])(?<![^\W_]['])(?<!\w\*)(?<!\w\*\*)[^\W\d_]([ ]|[ ]?[.,_|~-][ ]?|[*/\\+='])"
    r"(?:[\w@$!]\1)+[\w@$!](?![^\W_]|\*+\w|\1[^\W_](?![^\W_]))"
)
_BULLET = re.compile(r"(?<=[^\W\d_])[·•∙⋅‧・●▪◦]+(?=[^\W\d_])")
_CENSOR = re.compile(
    r"(?<![\w/:.#%^])[a-z]{1,7}(?:[#%^]{1,3}[a-z]{1,7})+(?![\w/:#%^]|\.\w)"
    r"|(?<=[a-z])(?=\S*[#%])[#%^&@$*!]{2,}(?!\w)"
)
_CENSORED = re.compile(r"[^a-z]")
_DOLLAR = re.compile(r"\$+(?=[a-z])|(?<=[a-z])\$+(?!\d)|(?<=\b4)\$\$(?![\w.])")
_LEET = re.compile(
    r"(?<=[a-z])(?!18n)(?:[01345679@]{1,3}|[013456789@]{2,3})(?=[a-z])|(?<![\w@])@(?=s)|(?<=[a@])55\b|(?<![\w.$])4(?=ss\b)"
    # At the beginning of a word, but not of "3rd", "5px" or "1 min".
    r"|(?<![\w.,:/+#-])[013457](?!(?:st|rds?|th|mins?|secs?|hrs?|yrs?|hours?|days?|weeks?|months?|years?|[kmg]ib|[kmg]hz|gigs?|parts?)\b)"
    r"(?=[a-z]{3})"
)
_LEET_WORD = re.compile(
    r"(?<![\w@$|+!.,:/-])(?!0x|\|[^|]*\||\S*\+\S*\+)"
    r"[a-z013456789@$!|+]*[a-z013456789@$+](?![\w@$|+]|[.,:/-]\w)"
)
_LEET_GROUP = re.compile(r"[013456789@$!|+]+")
_SIGN = re.compile(r"(?<!\w)([a-z]{1,3})[!|+](?=[a-z]{2,4}(?!\w))")
LEET = str.maketrans("0123456789@$+!|", "oizeasgtbgastii")
"""The letters that digits and signs stand for; 1, ! and | also for an l."""
_LONG_RUN = re.compile(r"([^\d\s*])\1{2,}|(\*)\*{2,}(?![a-z])")
_LONG_LAUGH = re.compile(r"([a-z]{2,3})\1{2,}")
_SPACE = re.compile(r"^\s+|\s+$|[^\S ]\s*| \s+")


def lower(draft: AlignedText) -> None:
    """Small letters only."""
    lowered = draft.text.lower()
    if len(lowered) == len(draft.text):  # else some letter grows ("İ"), which folding already undid
        draft.text = lowered


def join_spaced(draft: AlignedText) -> None:
    """Letters set apart by one and the same sign are a word: "f.u.c.k y.o.u" -> "fuck you"."""
    draft.sub(_SPACED, lambda m: m[0].replace(m[1], ""))


def drop_bullets(draft: AlignedText) -> None:
    """A dot in the middle of the line stands in no word: "i•d•i•o•t" -> "idiot"."""
    if not draft.text.isascii():
        draft.sub(_BULLET, "")


def read_leet(draft: AlignedText) -> None:
    """Digits and signs for letters inside words, "sh1t" -> "shit"; "mp3" and "2nd" stay.

    What stands for any letter becomes a star: "f#ck" -> "f*ck".
    """
    draft.sub(_CENSOR, lambda m: _CENSORED.sub("*", m[0]))
    draft.sub(_LEET_WORD, lambda m: _read_leet_word(m[0]))
    draft.sub(_DOLLAR, lambda m: "s" * len(m[0]))
    draft.sub(_LEET, lambda m: m[0].translate(LEET))
    draft.sub(_SIGN, lambda m: m[0].translate(LEET))


def _read_leet_word(word: str) -> str:
    """A word in plain letters if it is strewn with digits and signs: "5+up1d" -> "stupid", "1v1" stays."""
    letters = sum(map(str.isalpha, word))
    signs = len(_LEET_GROUP.findall(word))
    is_strewn = signs > 1 and letters > (0 if set(word) & {"@", "$", "|"} else 1)
    is_command = word[0] == "!" and word[1:].isalnum()  # "!md5" asks a bot
    is_strewn &= not is_command
    return word.translate(LEET) if is_strewn and len(word) > 3 else word  # noqa: PLR2004


def shorten_runs(draft: AlignedText) -> None:
    """Draw nothing out: "soooo" -> "soo", "hahahaha" -> "haha"; stars within a word count its letters."""
    draft.sub(_LONG_RUN, lambda m: (m[1] or m[2]) * 2)
    draft.sub(_LONG_LAUGH, lambda m: m[1] * 2)


def squeeze_space(draft: AlignedText) -> None:
    """One space between words, none around them."""
    draft.sub(_SPACE, lambda m: " " if m.start() > 0 and m.end() < len(m.string) else "")
