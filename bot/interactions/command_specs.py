"""What can be asked in words: the commands with their options, menus, and questions of forms."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.buttons import Button
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Mode
from bot.interactions.option_parsers import (
    AS_IN_FILE,
    DAYS,
    OptionSpec,
    parse_case_number,
    parse_channel,
    parse_days,
    parse_label,
    parse_level,
    parse_mention,
    parse_mode,
    parse_one_of,
    parse_text,
)
from bot.interactions.requests import (
    Appeal,
    Check,
    Command,
    Decide,
    Erase,
    Export,
    Help,
    LookUpCase,
    LookUpMember,
    MakeReport,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowSettings,
)
from classifier import Label

CHECK_MENU = "Check toxicity"
REPORT_MENU = "Report to moderators"
"""What stands under a message's menu, where a platform has such."""

FORM_QUESTIONS = {
    Button.APPEAL: "Why should this be taken back?",
    Button.WARN: "What should its author read from you?",
    Button.UPHOLD: "Why does it stand? Its author reads this.",
}
"""What is asked in a form of whoever presses a button, where a platform has such. None need answer."""


def make_decision(button: Button, case: int, why: str) -> Decide | Appeal:
    """What a button asks for that was pressed, with the answer to its question."""
    return Appeal(case, why) if button is Button.APPEAL else Decide(button, case, why)


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """One verb of `/toxicity`; `make` takes the options by their names."""

    verb: str
    summary: str
    make: Callable[..., Command]
    options: tuple[OptionSpec, ...] = field(default=())

    @property
    def usage(self) -> str:
        """As in help: "/toxicity mode shadow|flag|enforce|policy [channel]"."""
        words = ("|".join(option.choices) or option.name.upper() for option in self.options)
        shown = (
            word if option.is_required else f"[{word}]"
            for word, option in zip(words, self.options, strict=True)
        )
        return " ".join(("/toxicity", self.verb, *shown))


_NUMBER = OptionSpec("number", "the number of a case", parse_case_number)
_MEMBER = OptionSpec("member", "a mention or an id", parse_mention)
_CHANNEL = OptionSpec(
    "channel",
    f'only there: a channel, thread or category, or "{AGE_RESTRICTED}"',
    parse_channel,
    is_required=False,
)
_LEVEL = f"a score from 0 to 1, model, off, or {AS_IN_FILE}"

COMMAND_SPECS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "check",
        "what I would say to a text, here",
        Check,
        (OptionSpec("text", "the text", parse_text, takes_rest=True),),
    ),
    CommandSpec("user", "a member's strikes and latest cases", LookUpMember, (_MEMBER,)),
    CommandSpec("case", "all that is known of a case", LookUpCase, (_NUMBER,)),
    CommandSpec(
        "undo",
        "take back what was done in a case",
        lambda number: Decide(Button.UNDO, number),
        (_NUMBER,),
    ),
    CommandSpec(
        "report",
        "figures and a chart",
        MakeReport,
        (
            OptionSpec(
                "days", "how far back", parse_days, choices=tuple(map(str, DAYS)), is_required=False
            ),
        ),
    ),
    CommandSpec(
        "threshold",
        "from which scores on a label is flagged and acted on",
        SetThreshold,
        (
            OptionSpec("label", "a kind of harm", parse_label, choices=tuple(Label)),
            OptionSpec("flag", f"shown to moderators from: {_LEVEL}", parse_level),
            OptionSpec("act", f"acted on from: {_LEVEL}", parse_level),
            _CHANNEL,
        ),
    ),
    CommandSpec(
        "exempt",
        "leave a role or a channel alone, or no longer",
        lambda change, kind, id: SetExemption(change == "add", kind, id),  # noqa: A006
        (
            OptionSpec("change", "add or remove", parse_one_of("add", "remove"), ("add", "remove")),
            OptionSpec(
                "kind", "role or channel", parse_one_of("role", "channel"), ("role", "channel")
            ),
            OptionSpec("id", "a mention or an id", parse_channel),
        ),
    ),
    CommandSpec(
        "mode",
        "how far I go",
        SetMode,
        (OptionSpec("mode", "how far", parse_mode, choices=(*Mode, AS_IN_FILE)), _CHANNEL),
    ),
    CommandSpec("settings", "what holds here, and where it comes from", ShowSettings),
    CommandSpec(
        "export",
        "all cases as a CSV file",
        lambda **_: Export(),
        (OptionSpec("form", "csv", parse_one_of("csv"), choices=("csv",), is_required=False),),
    ),
    CommandSpec("erase", "forget a member's texts and names", Erase, (_MEMBER,)),
    CommandSpec("help", "what can be asked", Help),
)
"""All there are, in the order of help."""
