"""What can be asked in words: the commands with their options, menus, and questions of forms."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.buttons import Button
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Mode
from bot.interactions.option_parsers import (
    AS_IN_FILE,
    DAYS,
    Option,
    read_days,
    read_id,
    read_label,
    read_level,
    read_mode,
    read_number,
    read_one_of,
    read_place,
    read_text,
)
from bot.interactions.requests import (
    Appeal,
    Ask,
    Check,
    Erase,
    Export,
    Help,
    LookUpCase,
    LookUpMember,
    MakeReport,
    Press,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowSettings,
)
from classifier import Label

CHECK_MENU = "Check toxicity"
REPORT_MENU = "Report to moderators"
"""What stands under a message's menu, where a platform has such."""

QUESTIONS = {
    Button.APPEAL: "Why should this be taken back?",
    Button.WARN: "What should its author read from you?",
    Button.UPHOLD: "Why does it stand? Its author reads this.",
}
"""What is asked in a form of whoever presses a button, where a platform has such. None need answer."""


def answer(button: Button, case: int, why: str) -> Press | Appeal:
    """What a button asks for that was pressed, with the answer to its question."""
    return Appeal(case, why) if button is Button.APPEAL else Press(button, case, why)


@dataclass(frozen=True, slots=True)
class Command:
    """One verb of `/toxicity`; `make` takes the options by their names."""

    verb: str
    summary: str
    make: Callable[..., Ask]
    options: tuple[Option, ...] = field(default=())

    @property
    def usage(self) -> str:
        """As in help: "/toxicity mode shadow|flag|enforce|policy [channel]"."""
        words = ("|".join(option.choices) or option.name.upper() for option in self.options)
        shown = (
            word if option.is_needed else f"[{word}]"
            for word, option in zip(words, self.options, strict=True)
        )
        return " ".join(("/toxicity", self.verb, *shown))


_NUMBER = Option("number", "the number of a case", read_number)
_MEMBER = Option("member", "a mention or an id", read_id)
_CHANNEL = Option(
    "channel",
    f'only there: a channel, thread or category, or "{AGE_RESTRICTED}"',
    read_place,
    is_needed=False,
)
_LEVEL = f"a score from 0 to 1, model, off, or {AS_IN_FILE}"

COMMANDS: tuple[Command, ...] = (
    Command(
        "check",
        "what I would say to a text, here",
        Check,
        (Option("text", "the text", read_text, takes_rest=True),),
    ),
    Command("user", "a member's strikes and latest cases", LookUpMember, (_MEMBER,)),
    Command("case", "all that is known of a case", LookUpCase, (_NUMBER,)),
    Command(
        "undo",
        "take back what was done in a case",
        lambda number: Press(Button.UNDO, number),
        (_NUMBER,),
    ),
    Command(
        "report",
        "figures and a chart",
        MakeReport,
        (
            Option(
                "days", "how far back", read_days, choices=tuple(map(str, DAYS)), is_needed=False
            ),
        ),
    ),
    Command(
        "threshold",
        "from which scores on a label is flagged and acted on",
        SetThreshold,
        (
            Option("label", "a kind of harm", read_label, choices=tuple(Label)),
            Option("flag", f"shown to moderators from: {_LEVEL}", read_level),
            Option("act", f"acted on from: {_LEVEL}", read_level),
            _CHANNEL,
        ),
    ),
    Command(
        "exempt",
        "leave a role or a channel alone, or no longer",
        lambda change, kind, id: SetExemption(change == "add", kind, id),  # noqa: A006
        (
            Option("change", "add or remove", read_one_of("add", "remove"), ("add", "remove")),
            Option("kind", "role or channel", read_one_of("role", "channel"), ("role", "channel")),
            Option("id", "a mention or an id", read_place),
        ),
    ),
    Command(
        "mode",
        "how far I go",
        SetMode,
        (Option("mode", "how far", read_mode, choices=(*Mode, AS_IN_FILE)), _CHANNEL),
    ),
    Command("settings", "what holds here, and where it comes from", ShowSettings),
    Command(
        "export",
        "all cases as a CSV file",
        lambda **_: Export(),
        (Option("form", "csv", read_one_of("csv"), choices=("csv",), is_needed=False),),
    ),
    Command("erase", "forget a member's texts and names", Erase, (_MEMBER,)),
    Command("help", "what can be asked", Help),
)
"""All there are, in the order of help."""
