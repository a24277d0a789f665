"""Responses to a person's request, one frozen type a kind; shown to that person alone on every platform.

A `str` in them is text as it was written. Where mentions and links may stand, the type is `RichText`.
"""

from dataclasses import dataclass
from typing import Self, TypeAlias

from bot.alerts.alert import Alert, Piece, ScoreBar
from bot.domain.buttons import Button
from bot.domain.inline import Inline, RichText
from bot.domain.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Field:
    """A name and its value, beside other fields where there is room."""

    name: str
    value: RichText


@dataclass(frozen=True, slots=True)
class File:
    """A file to download: `kind` is its media type, "image/png" or "text/csv".

    `alt` says what a picture shows to who cannot see it.
    """

    name: str
    content: bytes
    kind: str
    alt: str = ""

    @property
    def is_image(self) -> bool:
        """True for a picture, which a platform may show beside the reply."""
        return self.kind.startswith("image/")


@dataclass(frozen=True, slots=True)
class Quote:
    """Something else that somebody wrote, under a title and `lines`; `link` leads to it, "" for none."""

    title: str
    pieces: tuple[Piece, ...]
    link: str = ""
    lines: tuple[RichText, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A plain reply. A platform renders its parts in this order.

    `quote` is what somebody wrote, and so are `quotes`: behind a spoiler, where there are such. `bars` as in
    an alert.
    """

    title: str
    lines: tuple[RichText, ...] = ()
    quote: tuple[Piece, ...] = ()
    bars: tuple[ScoreBar, ...] = ()
    fields: tuple[Field, ...] = ()
    quotes: tuple[Quote, ...] = ()

    @classmethod
    def of(cls, title: str, *lines: Inline | RichText) -> Self:
        """Make a reply of a title and lines: ("Erased", "All texts are gone.") -> Reply(...)."""
        return cls(title, tuple(map(RichText, lines)))


@dataclass(frozen=True, slots=True)
class FileReply:
    """A reply with files to download, at least one."""

    reply: Reply
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class LineButton:
    """A button that carries out a line, as typed after `/toxicity`: "take 17"."""

    caption: str
    line: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A reply with what can be chosen next."""

    reply: Reply
    choices: tuple[LineButton, ...]


@dataclass(frozen=True, slots=True)
class CaseReply:
    """A reply about one case, with the buttons that can be pressed now, and what can be chosen besides."""

    reply: Reply
    case: int
    buttons: tuple[Button, ...] = ()
    choices: tuple[LineButton, ...] = ()
    appeal_caption: str = Phrase("Appeal")
    """Caption of the button `APPEAL`, the only one for members."""


@dataclass(frozen=True, slots=True)
class CaseUpdate:
    """A reply about a case that has changed: a platform redraws its alert where that was posted."""

    reply: Reply
    alert: Alert
    choices: tuple[LineButton, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply that shows what a change would come to; nothing is changed yet.

    `line` is what carries it out, as typed after `/toxicity`: a button where a platform has those.
    """

    reply: Reply
    line: str
    caption: str = "Change it"


@dataclass(frozen=True, slots=True)
class Page:
    """The bot's own page: a reply at its head, and sections below, those of cases with their buttons."""

    reply: Reply
    sections: tuple[Reply | CaseReply | Menu, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that was not carried out: what stands in the way, and what would help.

    `alert` as in `CaseUpdate`, where the case had changed before.
    """

    reason: str
    remedy: str = ""
    alert: Alert | None = None
    title: str = Phrase("Not done")


@dataclass(frozen=True, slots=True)
class Choice:
    """A completion: `value` replaces what was typed, `caption` describes it in one line."""

    value: str
    caption: RichText


@dataclass(frozen=True, slots=True)
class Choices:
    """The answer to `Autocomplete`, the likeliest first."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Permitted:
    """The answer to `CanDecide` where the button can be pressed."""


Answer: TypeAlias = Reply | FileReply | CaseReply | CaseUpdate | Menu | Proposal | Page | Refusal
"""A response that is shown to a person."""

Response: TypeAlias = Answer | Choices | Permitted


def list_choices(answer: Answer) -> tuple[LineButton, ...]:
    """Return what can be chosen below an answer; nothing below most."""
    if isinstance(answer, Proposal):
        return (LineButton(answer.caption, answer.line),)
    return answer.choices if isinstance(answer, Menu | CaseReply | CaseUpdate) else ()


def updated_alert(answer: Answer) -> Alert | None:
    """Return the alert of a case that has changed, for platforms to redraw; None where none has."""
    return answer.alert if isinstance(answer, CaseUpdate | Refusal) else None


def expect_answer(response: Response) -> Answer:
    """Narrow a response to what can be shown.

    Raises:
        TypeError: it answers `Autocomplete` or `CanDecide`, which a platform sends for itself.
    """
    if isinstance(response, Choices | Permitted):
        raise TypeError(f"{type(response).__name__} is not shown to anybody")
    return response
