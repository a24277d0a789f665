"""What can be said after a command, and how each value is read.

A reader takes what somebody wrote; its ValueError says in words what is allowed instead.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Level, Mode
from classifier import Label

DAYS = (7, 30, 90)
"""How far back a report can look."""

AS_IN_FILE = "policy"
"""Said of a mode or a threshold: what the policy file says holds again."""

COMMON_LEVELS = ("model", "off", AS_IN_FILE, *(f"{level / 20:.2f}" for level in range(6, 20)))
"""Thresholds that are likely to be meant; any number from 0 to 1 is one."""


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """What can be said after a command. `choices` are all there is, () where anything goes."""

    name: str
    summary: str
    parse: Callable[[str], object]
    """Its value; a ValueError says in words what is allowed."""
    choices: tuple[str, ...] = ()
    is_required: bool = True
    takes_rest: bool = False
    """In a line, all that follows is one value, spaces included."""


def parse_mention(written: str) -> str:
    """The id in a mention, or the id itself: "<@U12|kim>" -> "U12", "<#5>" -> "5", "7" -> "7"."""
    found = _MENTION.fullmatch(written.strip())
    if found is None:
        raise ValueError("a mention, or an id as the platform writes it")
    return found["id"] or found["bare"]


def parse_case_number(written: str) -> int:
    """The number of a case: "17" or "#17"."""
    digits = written.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS):
        raise ValueError("the number of a case, as in 17")
    return int(digits)


def parse_days(written: str) -> int:
    """One of `DAYS`: "30" or "30d"."""
    digits = written.strip().removesuffix("d")
    if digits not in map(str, DAYS):
        raise ValueError(f"how many days back: {', '.join(map(str, DAYS))}")
    return int(digits)


def parse_label(written: str) -> Label:
    """A label, however it is spelt: "Identity-Hate" -> Label.IDENTITY_HATE."""
    try:
        return Label(written.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError:
        raise ValueError(f"one of {', '.join(Label)}") from None


def parse_level(written: str) -> Level | None:
    """A threshold; None for "policy"."""
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
    """A mode; None for "policy"."""
    word = written.strip().lower()
    if word == AS_IN_FILE:
        return None
    if word not in tuple(Mode):
        raise ValueError(f"{', '.join(Mode)}, or {AS_IN_FILE} (as in the policy file)")
    return Mode(word)


def parse_channel(written: str) -> str:
    """A channel, or all that are age-restricted."""
    return AGE_RESTRICTED if written.strip() == AGE_RESTRICTED else parse_mention(written)


def parse_one_of(*words: str) -> Callable[[str], str]:
    """A function that reads one of these words."""

    def read_word(written: str) -> str:
        if (word := written.strip().lower()) not in words:
            raise ValueError(f"{' or '.join(words)}")
        return word

    return read_word


def parse_text(written: str) -> str:
    """Any text that is not empty."""
    if not written.strip():
        raise ValueError("some text")
    return written


_MENTION = re.compile(
    r"<(?:[@#][!&]?|!subteam\^)(?P<id>[\w.-]+)(?:\|[^>]*)?>|[@#]?(?P<bare>[\w.-]+)"
)
_MOST_DIGITS = 9
