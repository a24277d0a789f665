"""Kinds of option values, and the options of commands that are made of them.

Platforms with lines (Slack, the console) parse text into a kind's value; those with typed options (Discord)
convert what their client delivers. Both make the same values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.domain.policy import Mode
from bot.interactions.option_parsers import (
    AS_IN_FILE,
    DAYS,
    parse_case_number,
    parse_channel,
    parse_days,
    parse_label,
    parse_language,
    parse_level,
    parse_member,
    parse_mention,
    parse_mode,
    parse_one_of,
    parse_page,
    parse_period,
    parse_term,
    parse_text,
)
from classifier import Label


@dataclass(frozen=True, slots=True, eq=False)
class OptionKind:
    """A kind of values, each of which can be written as text."""

    parse: Callable[[str], object]
    """Its ValueError says what is allowed."""
    choices: Mapping[str | int, object] = field(default_factory=dict)
    """All values by what is said for them; empty where there are too many to list."""


def one_of(choices: Mapping[str | int, object]) -> OptionKind:
    """Make a kind of values that a word stands for each: {"add": True, "remove": False}."""
    return OptionKind(parse_one_of(choices), choices)


TEXT = OptionKind(parse_text)
TERM = OptionKind(parse_term)
"""A new own word."""

OWN_WORD = OptionKind(parse_text)
"""An own word that there is."""

MEMBER = OptionKind(parse_member)
"""A member's id, or "#17" for the author of a case."""

CASE_NUMBER = OptionKind(parse_case_number)
LEVEL = OptionKind(parse_level)
SCOPE = OptionKind(parse_channel)
"""The id of a thread, channel or category, or "age-restricted"."""

LANGUAGE = OptionKind(parse_language)
"""The code of a language; there are more than can be offered as choices."""

LABEL = OptionKind(parse_label, {label.value: label for label in Label})
MODE = OptionKind(parse_mode, {**{mode.value: mode for mode in Mode}, AS_IN_FILE: None})
CHANNEL = OptionKind(parse_mention)
"""The id of a channel or a thread."""

PAGE = OptionKind(parse_page)
PERIOD = OptionKind(parse_period)
"""A length of time."""

REPORT_DAYS = OptionKind(parse_days, {days: days for days in DAYS})
CONFIRM = one_of({"yes": True})
"""The last option of a command that asks back; in a line it may follow options that were left out."""

EXEMPT_KIND = one_of({"role": "role", "channel": "channel", "user": "user"})
EXEMPT_ID = OptionKind(parse_channel)
"""The id of a role, a channel or a user, as the option of `EXEMPT_KIND` before it says."""


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option of a command.

    `typed_name` and `typed_summary` replace its name and summary on platforms with typed options; None
    replaces nothing, "" stands for no summary.
    """

    name: str
    summary: str
    kind: OptionKind
    is_required: bool = True
    takes_rest: bool = False
    """In a line, all that follows is one value, spaces included."""
    typed_name: str | None = None
    typed_summary: str | None = None
