"""Typed options: the options of a command as Discord's client asks for them, and values of what it delivers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel, AppCommandThread

from bot.domain.message import AGE_RESTRICTED
from bot.interactions.command_parser import parse_option
from bot.interactions.command_spec import CommandSpec
from bot.interactions.option_kinds import (
    CASE_NUMBER,
    EXEMPT_ID,
    EXEMPT_KIND,
    LANGUAGE,
    LEVEL,
    MEMBER,
    OWN_WORD,
    SCOPE,
    OptionKind,
    OptionSpec,
)
from bot.interactions.option_parsers import MAX_CASE_NUMBER

Picked: TypeAlias = (
    str
    | int
    | discord.User
    | discord.Member
    | discord.Role
    | AppCommandChannel
    | AppCommandThread
    | None
)
"""Value that discord.py delivers for a typed option; None where it was left out."""


@dataclass(frozen=True, slots=True)
class TypedOption:
    """A parameter of a slash command; discord.py derives its type, bounds and choices from the annotation."""

    name: str
    annotation: Any
    description: str = ""
    is_required: bool = False
    completion: type[int | str] | None = None
    """The type of the completions that are offered while somebody types; None: none are."""


def list_typed_options(option: OptionSpec) -> Sequence[TypedOption]:
    """List what asks for an option: one typed option, or several of which one is picked."""
    typed = TypedOption(
        option.typed_name or option.name,
        _annotate(option.kind),
        capitalise(option.summary) if option.typed_summary is None else option.typed_summary,
        is_required=option.is_required,
        completion=_COMPLETIONS.get(option.kind),
    )
    if option.kind is SCOPE:
        return (typed, _EVERY_AGE_RESTRICTED)
    return _ALTERNATIVES.get(option.kind, (typed,))


def convert_options(spec: CommandSpec, picked: Mapping[str, Picked]) -> dict[str, object]:
    """Convert what was picked into values by the names of the spec's options, those left out absent.

    The value of a text that cannot be parsed is a `Refusal`.
    """
    values: dict[str, object] = {}
    for option in spec.options:
        pick = _PICK.get(option.kind, _pick_named)
        if (found := pick(option, picked)) is not None:
            values[option.name] = _convert(option, found)
    return values


def capitalise(summary: str) -> str:
    """Return a summary as Discord shows it: "how far I go" -> "How far I go"."""
    return f"{summary[:1].upper()}{summary[1:]}"


def _annotate(kind: OptionKind) -> Any:
    if kind.choices:
        return Literal[tuple(kind.choices)]
    return _ANNOTATIONS.get(kind, str)


def _convert(option: OptionSpec, picked: Picked) -> object:
    match picked:
        case str() | int() if picked in option.kind.choices:
            return option.kind.choices[picked]
        case str():
            return parse_option(option, picked)
        case int() | None:
            return picked
        case _:
            return str(picked.id)


def _pick_named(option: OptionSpec, picked: Mapping[str, Picked]) -> Picked:
    return picked[option.typed_name or option.name]


def _pick_scope(option: OptionSpec, picked: Mapping[str, Picked]) -> Picked:
    if picked[_EVERY_AGE_RESTRICTED.name] == "yes":
        return AGE_RESTRICTED
    return _pick_named(option, picked)


def _pick_exempt_kind(_option: OptionSpec, picked: Mapping[str, Picked]) -> Picked:
    for typed in (_CHANNEL, _ROLE, _USER):
        if picked[typed.name]:
            return typed.name
    kind, _, _ = str(picked[_EXEMPT_NOW.name] or "role").partition(" ")
    return kind


def _pick_exempt_id(_option: OptionSpec, picked: Mapping[str, Picked]) -> Picked:
    _, _, listed = str(picked[_EXEMPT_NOW.name] or "").partition(" ")
    return (
        next((p for p in (picked[t.name] for t in (_CHANNEL, _ROLE, _USER)) if p), listed) or None
    )


_PLACE: Any = AppCommandChannel | AppCommandThread
_ANNOTATIONS: Mapping[OptionKind, Any] = MappingProxyType(
    {
        CASE_NUMBER: app_commands.Range[int, 1, MAX_CASE_NUMBER],
        LEVEL: app_commands.Range[str, 1, 8],
        MEMBER: discord.User,
        SCOPE: _PLACE,
    }
)
"""Annotations of the kinds that are neither choices nor text."""

_COMPLETIONS: Mapping[OptionKind, type[int | str]] = MappingProxyType(
    {CASE_NUMBER: int, LANGUAGE: str, LEVEL: str, OWN_WORD: str}
)

_EVERY_AGE_RESTRICTED = TypedOption(
    "age_restricted", Literal["yes", "no"], "In all age-restricted channels instead"
)
_ROLE = TypedOption("role", discord.Role)
_CHANNEL = TypedOption("channel", _PLACE)
_USER = TypedOption("user", discord.User)
_EXEMPT_NOW = TypedOption(
    "which", str, "To remove it: one that is exempt now, also if it is deleted", completion=str
)
"""Its choices are "role 7", "channel 8" and "user 9"."""

_ALTERNATIVES: Mapping[OptionKind, Sequence[TypedOption]] = MappingProxyType(
    {EXEMPT_KIND: (), EXEMPT_ID: (_ROLE, _CHANNEL, _USER, _EXEMPT_NOW)}
)
"""Of several, the channel is meant before the role and the user, and any picked one before `which`."""

_PICK: Mapping[OptionKind, Callable[[OptionSpec, Mapping[str, Picked]], Picked]] = MappingProxyType(
    {SCOPE: _pick_scope, EXEMPT_KIND: _pick_exempt_kind, EXEMPT_ID: _pick_exempt_id}
)
