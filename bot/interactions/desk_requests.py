"""Requests of moderators at the review queue: frozen commands, as in `bot.interactions.requests`."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.actions import Action
from bot.domain.buttons import Button
from classifier import Label


@dataclass(frozen=True, slots=True)
class ShowQueue:
    """A request for the open cases, the oldest and worst first; None filters by nothing.

    `channel` is a channel or a thread, `page` counts from 1.
    """

    label: Label | None = None
    channel: str | None = None
    author: str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class TakeCase:
    """A request to be given a case, None for the first open one of a queue that is nobody's."""

    number: int | None = None
    label: Label | None = None
    channel: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseCase:
    """A request to leave a case to others again."""

    number: int


@dataclass(frozen=True, slots=True)
class ShowSurroundings:
    """A request for what was written just before and after the message of a case."""

    number: int


@dataclass(frozen=True, slots=True)
class ChangeAction:
    """Another action in a case; harsher ones are taken back. None: a request for those that can be chosen.

    `clear_days`: days of its author's messages that a ban deletes; None: as the policy says.
    """

    number: int
    action: Action | None = None
    clear_days: int | None = None


class CaseGroup(StrEnum):
    """A group of open cases, around one of them."""

    AUTHOR = "author"
    """Those about the same author."""
    RAID = "raid"
    """Those of the same channel or thread, a few minutes before and after."""


@dataclass(frozen=True, slots=True)
class DecideGroup:
    """A button for all open cases of a group; None: a request for how many they are."""

    number: int
    group: CaseGroup
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Purge:
    """A request to delete what a member wrote lately, asked back for until `is_confirmed`."""

    member: str
    last: timedelta
    channel: str | None = None
    is_confirmed: bool = False
