"""What a person gets who asked something: for their eyes only, on every platform."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.alerts.alert import Alert, Piece, ScoreBar
from bot.domain.buttons import Button


@dataclass(frozen=True, slots=True)
class Field:
    """A name and what is said of it, side by side with other fields where there is room."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class File:
    """Something to download: `kind` is its media type, "image/png" or "text/csv"."""

    name: str
    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be meant: `value` is what is typed then, `caption` says which it is, in one line."""

    value: str
    caption: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A platform puts its markup around the parts, in this order; all of them are defused.

    In `lines` and `fields`, "<#id>" names a channel, "<@id>" a member, "<@&id>" a role and "<https://...>"
    is a link, much as Discord and Slack write it: what people wrote cannot look so, as it is defused.
    `quote` is what somebody wrote: behind a spoiler, where there are such. `bars` as in an alert.
    `alert` is set where the case changed: a platform draws it anew where the case is shown. `more` are
    further parts, each with a title, of which only a page of the bot's own has any. `choices` answer
    `Suggest` alone, the likeliest first; in a caption, too, roles and channels are named so.
    """

    title: str
    lines: tuple[str, ...] = ()
    quote: tuple[Piece, ...] = ()
    bars: tuple[ScoreBar, ...] = ()
    fields: tuple[Field, ...] = ()
    buttons: tuple[Button, ...] = ()
    case: int | None = None
    """The case that the buttons are of, or that a part of a page is about."""
    files: tuple[File, ...] = ()
    alert: Alert | None = None
    more: tuple["Reply", ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """It was not done: what stands in the way, and what would help. `alert` as in a reply."""

    reason: str
    remedy: str = ""
    alert: Alert | None = None


Response: TypeAlias = Reply | Refusal
