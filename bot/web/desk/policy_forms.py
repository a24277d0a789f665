"""Forms of the page Policy: the command that a form stands for. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from bot.commands.settings import in_language
from bot.domain.policy import Level
from bot.domain.policy_overrides import EXEMPTIONS
from bot.domain.word_rules import NEVER
from bot.interactions.option_parsers import (
    AS_IN_FILE,
    parse_label,
    parse_language,
    parse_level,
    parse_mode,
    parse_term,
    parse_text,
)
from bot.interactions.requests import SetExemption, SetMode, SetThreshold
from bot.interactions.word_requests import AddWord, RemoveWord

Fields: TypeAlias = Mapping[str, str]
PolicyChange: TypeAlias = SetThreshold | SetMode | SetExemption | AddWord | RemoveWord

NUMBER = "number"
"""The choice by which a threshold is where its slider stands."""


def read_change(fields: Fields) -> PolicyChange:
    """Return the command that a form stands for, as its field `what` says.

    Raises:
        ValueError: a field has no such value, or is missing.
    """
    try:
        return _READERS[fields["what"]](fields)
    except KeyError as error:
        raise ValueError("the form is not whole: open the page again") from error


def try_out(command: PolicyChange, *, is_confirmed: bool) -> PolicyChange:
    """Return the command that only asks what a change would come to, or that makes it once confirmed.

    Of an exemption nothing is asked: it is made.
    """
    if isinstance(command, SetExemption):
        return command
    return replace(command, is_confirmed=is_confirmed, is_trial=not is_confirmed)


def name_change(command: PolicyChange) -> str:
    """Name a change for the audit log, without a word of anybody's: "threshold insult"."""
    match command:
        case SetThreshold(label=label, language=language):
            return f"threshold {label}{in_language(language)}"
        case SetMode(mode=mode):
            return f"mode {mode or AS_IN_FILE}"
        case SetExemption(is_exempt=is_exempt, kind=kind):
            return f"exempt {kind}" if is_exempt else f"unexempt {kind}"
        case AddWord():
            return "word add"
        case RemoveWord():
            return "word remove"


def _read_threshold(fields: Fields) -> SetThreshold:
    label = parse_label(fields["label"])
    language = fields.get("language", "").strip()
    return SetThreshold(
        label,
        _level(fields, "flag"),
        _level(fields, "act"),
        _channel(fields),
        parse_language(language) if language else None,
    )


def _level(fields: Fields, tier: str) -> Level | None:
    chosen = fields[f"{tier}_as"]
    return parse_level(fields[tier] if chosen == NUMBER else chosen)


def _read_mode(fields: Fields) -> SetMode:
    return SetMode(parse_mode(fields["mode"]), _channel(fields))


def _read_exemption(fields: Fields) -> SetExemption:
    kind, written = fields["kind"], fields["id"].strip()
    if kind not in EXEMPTIONS or not written:
        raise ValueError("a role, channel or user, by its name or id")
    return SetExemption(fields["exempt"] == "yes", kind, written)


def _read_added_word(fields: Fields) -> AddWord:
    value = fields["value"]
    label, _, tier = value.rpartition(" ")
    if value != NEVER:
        value = f"{parse_label(label)} {tier}"
        if tier not in ("flag", "act"):
            raise ValueError("never, or a kind of harm with flag or act")
    return AddWord(parse_term(fields["term"]), value, _channel(fields))


def _read_removed_word(fields: Fields) -> RemoveWord:
    return RemoveWord(parse_text(fields["term"]), _channel(fields))


def _channel(fields: Fields) -> str | None:
    return fields.get("place", "").strip() or None


_READERS: Mapping[str, Callable[[Fields], PolicyChange]] = MappingProxyType(
    {
        "threshold": _read_threshold,
        "mode": _read_mode,
        "exempt": _read_exemption,
        "word add": _read_added_word,
        "word remove": _read_removed_word,
    }
)
