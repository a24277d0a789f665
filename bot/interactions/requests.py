"""What people ask of the bot: one frozen value a command, a button or a menu.

A platform makes a `Request` of what it was told and gets a `Reply`. It decides nothing: who may ask,
and whether it makes sense, is said by the answer. `bot.interactions.command_parser` makes asks of typed options and lines.
"""

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.buttons import Button
from bot.domain.message import Author, Message
from bot.domain.policy import Level, Mode
from classifier import Label


@dataclass(frozen=True, slots=True)
class Check:
    """Score a text as if it were said here. Also the message menu "Check toxicity"."""

    text: str


@dataclass(frozen=True, slots=True)
class LookUpMember:
    """Their strikes and latest cases."""

    member: str


@dataclass(frozen=True, slots=True)
class LookUpCase:
    """Everything that is known of a case."""

    number: int


MAX_REASON_LENGTH = 1_000
"""Characters that are kept of the reason for a press or an appeal."""


@dataclass(frozen=True, slots=True)
class Decide:
    """A button under a case. `undo number` is Press(Button.UNDO, number)."""

    button: Button
    case: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class CanDecide:
    """Whether a moderator's button can be pressed now: asked before a form is opened for the why."""

    button: Button
    case: int


@dataclass(frozen=True, slots=True)
class MakeReport:
    """Figures and a chart of the last 7, 30 or 90 days."""

    days: int = 7


@dataclass(frozen=True, slots=True)
class SetThreshold:
    """From which scores on a label is flagged and acted on. None: as the policy file says.

    `channel` is a thread, channel or category, or "age-restricted"; None: the whole community.
    """

    label: Label
    flag: Level | None
    act: Level | None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class SetExemption:
    """Leave a role or a channel alone, or no longer; `kind` is "role" or "channel"."""

    is_exempt: bool
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class SetMode:
    """How far the bot goes. None: as the policy file says. `channel` as in SetThreshold."""

    mode: Mode | None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """What holds here, and where it comes from."""


@dataclass(frozen=True, slots=True)
class Export:
    """All cases as a CSV file."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Forget a member's texts and names; what was counted stays counted."""

    member: str


@dataclass(frozen=True, slots=True)
class Help:
    """The commands there are."""


@dataclass(frozen=True, slots=True)
class Autocomplete:
    """What may be meant by what is typed after a verb: after "undo", "1" may be case 17."""

    verb: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class ShowHome:
    """What stands on the bot's own page, for whoever opens it, where a platform has such pages."""


@dataclass(frozen=True, slots=True)
class ReportMessage:
    """The message menu "Report to moderators", for everyone: once a person and message."""

    message: Message


@dataclass(frozen=True, slots=True)
class Appeal:
    """The button under a notice, for the author of the case: once a case."""

    case: int
    why: str = ""


Command: TypeAlias = (
    Check
    | LookUpMember
    | LookUpCase
    | Decide
    | CanDecide
    | MakeReport
    | SetThreshold
    | SetExemption
    | SetMode
    | ShowSettings
    | Export
    | Erase
    | Help
    | Autocomplete
    | ShowHome
    | ReportMessage
    | Appeal
)


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks what, and where.

    `places` as in `Message.places`: from narrow to wide, the community last. Both it and `community`
    are empty in a direct message, where only `Appeal` and `Help` can be asked.
    """

    platform: str
    community: str
    scopes: tuple[str, ...]
    by: Author
    command: Command
