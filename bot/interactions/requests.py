"""Requests of people: a frozen command for everything that can be typed, pressed or chosen.

A platform makes a `Request` of it and shows the response. It decides nothing: the dispatcher knows who may ask.
`bot.interactions.command_parser` makes commands of lines and of typed options.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from bot.domain.authority import Authority
from bot.domain.buttons import Button
from bot.domain.gathered_cases import GatheredCases
from bot.domain.message import Author, Message
from bot.domain.policy import Level, Mode
from bot.interactions.desk_requests import (
    ChangeAction,
    DecideGroup,
    Purge,
    ReleaseCase,
    ShowQueue,
    ShowSurroundings,
    TakeCase,
)
from bot.interactions.word_requests import AddWord, ListWords, OfferWords, RemoveWord, TryWords
from classifier import Label


class NameKind(StrEnum):
    """A kind of what a name in a command may stand for."""

    MEMBER = "member"
    ROLE = "role"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Check:
    """A request to score a text as if it were said here; also the message menu "Check toxicity".

    `more_texts` follow where a message is too long to be scored as one.
    """

    text: str
    more_texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookUpMember:
    """A request for a member's page, its cases those `before` a number; of the author of a case: "#17"."""

    member: str
    before: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeNotes:
    """A note on a member to add, or the number of one to remove; without `text`, all notes are listed.

    `change` is "add", "remove" or "list".
    """

    change: str
    member: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class LookUpCase:
    """A request for all that is known of a case."""

    number: int


MAX_COMPLAINT_LENGTH = 300
"""Characters that are kept of the reason for a member report."""

MAX_REASON_LENGTH = 1_000
"""Characters that are kept of the reason for a decision or an appeal."""


@dataclass(frozen=True, slots=True)
class Decide:
    """A pressed or typed button of a case: `undo 17` is Decide(Button.UNDO, 17).

    `clear_days`: days of its author's messages that a ban deletes; None: as the policy says. `is_change`:
    harsher actions of the case are taken back.
    """

    button: Button
    case: int
    why: str = ""
    clear_days: int | None = None
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class DecideAll:
    """A pressed button of all cases of a raid."""

    button: Button
    cases: GatheredCases


@dataclass(frozen=True, slots=True)
class CanDecide:
    """A permission check before a button's form is opened: `Permitted`, or the refusal of the press."""

    button: Button
    case: int


@dataclass(frozen=True, slots=True)
class MakeReport:
    """A request for figures and a chart of the last 7, 30 or 90 days."""

    days: int = 7


@dataclass(frozen=True, slots=True)
class SetThreshold:
    """The thresholds of a label from now on; None: the policy file's.

    `channel` is a thread, channel or category, or "age-restricted"; None: the whole community. `language`
    is the code of the only one in which they hold; None: all. Asked back for, until `is_confirmed`, where
    stored messages would be decided on differently; always where it `is_trial`.
    """

    label: Label
    flag: Level | None
    act: Level | None
    channel: str | None = None
    language: str | None = None
    is_confirmed: bool = False
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class SetExemption:
    """The exemption of a role, channel or user from now on; `kind` is "role", "channel" or "user"."""

    is_exempt: bool
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class SetMode:
    """The mode from now on; None: the policy file's. The others as in `SetThreshold`."""

    mode: Mode | None
    channel: str | None = None
    is_confirmed: bool = False
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """A request for the policy that holds here, and where each part comes from."""


@dataclass(frozen=True, slots=True)
class Export:
    """A request for all cases as a CSV file."""


@dataclass(frozen=True, slots=True)
class Erase:
    """A request to erase a member's texts and names, asked back for until `is_confirmed`.

    What was counted stays counted.
    """

    member: str
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ConfirmAlertChannel:
    """The confirmation, by an administrator who was asked, that alerts go to a channel."""

    channel: str


@dataclass(frozen=True, slots=True)
class ListErasures:
    """A request for the erasures so far: who made them, when, and of how many cases; not of whom."""


@dataclass(frozen=True, slots=True)
class Help:
    """A request for the list of commands."""


@dataclass(frozen=True, slots=True)
class AskForHelp:
    """A direct message to the bot, of which nothing else is known: answered with what it is and does."""


@dataclass(frozen=True, slots=True)
class Autocomplete:
    """A request for completions of what is typed as an option of a verb: of "undo", "1" may be case 17."""

    verb: str
    typed: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class ShowHome:
    """A request for the bot's own page, from whoever opens it, on platforms with such pages."""


@dataclass(frozen=True, slots=True)
class ReportMessage:
    """A member report, from the menu "Report to moderators", for everyone: once a person and message."""

    message: Message
    why: str = ""


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal, from the button under a notice, by the author of the case: once a case."""

    case: int
    why: str = ""


Command: TypeAlias = (
    Check
    | LookUpMember
    | ChangeNotes
    | LookUpCase
    | Decide
    | DecideAll
    | DecideGroup
    | CanDecide
    | ChangeAction
    | ShowQueue
    | TakeCase
    | ReleaseCase
    | ShowSurroundings
    | Purge
    | MakeReport
    | SetThreshold
    | SetExemption
    | SetMode
    | AddWord
    | RemoveWord
    | ListWords
    | TryWords
    | OfferWords
    | ShowSettings
    | Export
    | Erase
    | ListErasures
    | ConfirmAlertChannel
    | Help
    | AskForHelp
    | Autocomplete
    | ShowHome
    | ReportMessage
    | Appeal
)


@dataclass(frozen=True, slots=True)
class Request:
    """A command, by whom and where.

    `scopes` as in `Message.scopes`: from narrow to wide, the community last. Both they and `community`
    are empty in a direct message, where only `Appeal`, `Help` and `AskForHelp` can be asked. `authority`: what the
    platform lets the person do themselves.
    """

    platform: str
    community: str
    scopes: tuple[str, ...]
    by: Author
    command: Command
    authority: Authority = field(default_factory=Authority)
