"""Option parsers: values of command options from text that somebody wrote.

Each raises a ValueError that says what is allowed instead.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.domain import word_terms
from bot.domain.languages import find_language
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Level, Mode
from classifier import Label

DAYS = (7, 30, 90)
"""Days that a report can cover."""

MAX_CASE_NUMBER = 10**9 - 1

AS_IN_FILE = "policy"
"""The mode or threshold that lifts an override: the policy file's holds again."""

COMMON_LEVELS = ("model", "off", AS_IN_FILE, *(f"{level / 20:.2f}" for level in range(6, 20)))
"""Thresholds to offer, the likely ones; any number from 0 to 1 is one."""


def parse_mention(written: str) -> str:
    """Return the id in a mention, or the id itself: "<@U12|kim>" -> "U12", "<#5>" -> "5", "7" -> "7"."""
    found = _MENTION.fullmatch(written.strip())
    if found is None:
        raise ValueError("a mention, or an id as the platform writes it")
    return found["id"] or found["bare"]


def parse_member(written: str) -> str:
    """Return the id in a mention as `parse_mention` does, or a case whose author is meant: "#17" -> "#17"."""
    is_case = _CASE.fullmatch(written.strip())
    return is_case[0] if is_case else parse_mention(written)


def parse_case_number(written: str) -> int:
    """Return the number of a case: "17" or "#17" -> 17."""
    digits = written.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _MAX_DIGITS):
        raise ValueError("the number of a case, as in 17")
    return int(digits)


def parse_days(written: str) -> int:
    """Return one of `DAYS`: "30" or "30d" -> 30."""
    digits = written.strip().removesuffix("d")
    if digits not in map(str, DAYS):
        raise ValueError(f"how many days back: {', '.join(map(str, DAYS))}")
    return int(digits)


def parse_page(written: str) -> int:
    """Return the number of a page, from 1 on: "2" -> 2."""
    digits = written.strip()
    if not (digits.isascii() and digits.isdecimal() and int(digits[:_MAX_DIGITS]) > 0):
        raise ValueError("the number of a page, from 1 on")
    return min(int(digits[:_MAX_DIGITS]), _MAX_PAGE)


def parse_period(written: str) -> timedelta:
    """Return a length of time, of 28 days at most: "30m", "2h" or "7d"."""
    found = _PERIOD.fullmatch(written.strip().lower())
    period = timedelta(minutes=int(found[1]) * _UNITS[found[2]]) if found else timedelta()
    if not timedelta() < period <= _LONGEST_PERIOD:
        raise ValueError("minutes, hours or days, 28 days at most: 30m, 2h or 7d")
    return period


def parse_label(written: str) -> Label:
    """Return a label in any spelling: "Identity-Hate" -> Label.IDENTITY_HATE."""
    try:
        return Label(written.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError:
        raise ValueError(f"one of {', '.join(Label)}") from None


def parse_level(written: str) -> Level | None:
    """Return a threshold, None for "policy": "0,5" -> 0.5."""
    word = written.strip().lower()
    if word == AS_IN_FILE:
        return None
    if word == "model":
        return "model"
    if word == "off":
        return "off"
    try:
        level = float(word.replace(",", "."))
    except ValueError:
        level = -1.0
    if not 0 <= level <= 1:
        raise ValueError(f"a number from 0 to 1, model, off, or {AS_IN_FILE} (as in the file)")
    return level


def parse_mode(written: str) -> Mode | None:
    """Return a mode, None for "policy"."""
    word = written.strip().lower()
    if word == AS_IN_FILE:
        return None
    if word not in tuple(Mode):
        raise ValueError(f"{', '.join(Mode)}, or {AS_IN_FILE} (as in the policy file)")
    return Mode(word)


def parse_channel(written: str) -> str:
    """Return a channel's id, or "age-restricted" for all that are."""
    return AGE_RESTRICTED if written.strip() == AGE_RESTRICTED else parse_mention(written)


def parse_language(written: str) -> str:
    """Return the code of a language from its code or English name: "Turkish" -> "tr"."""
    if (code := find_language(written)) is None:
        raise ValueError("a language, such as tr or Turkish")
    return code


def parse_one_of(choices: Mapping[str | int, object]) -> Callable[[str], object]:
    """Return a parser of these words: of {"add": True, "remove": False}, "Add" -> True."""

    def parse_word(written: str) -> object:
        word = written.strip().lower()
        if word not in choices:
            raise ValueError(" or ".join(map(str, choices)))
        return choices[word]

    return parse_word


def parse_term(written: str) -> str:
    """Return an own word, a phrase or a pattern that is not too broad: "kys*" -> "kys*"."""
    return word_terms.parse_term(written).text


def parse_text(written: str) -> str:
    """Return the text as it is, unless it is blank."""
    if not written.strip():
        raise ValueError("some text")
    return written


_MENTION = re.compile(
    r"<(?:[@#][!&]?|!subteam\^)(?P<id>[\w.-]+)(?:\|[^>]*)?>|[@#]?(?P<bare>[\w.-]+)"
)
_MAX_PAGE = 10_000
_PERIOD = re.compile(r"(\d{1,6}) ?([mhd])(?:in|ours?|ays?)?")
_UNITS = {"m": 1, "h": 60, "d": 24 * 60}
_LONGEST_PERIOD = timedelta(days=28)
_CASE = re.compile(r"#[0-9]{1,9}")
_MAX_DIGITS = len(str(MAX_CASE_NUMBER))
