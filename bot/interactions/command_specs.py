"""Command specs: every command of `/toxicity` with its options, the menus, and the questions of forms."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.buttons import Button
from bot.domain.message import AGE_RESTRICTED
from bot.domain.phrases import Phrase
from bot.interactions.option_kinds import (
    CASE_NUMBER,
    EXEMPT_ID,
    EXEMPT_KIND,
    LABEL,
    LEVEL,
    MEMBER,
    MODE,
    REPORT_DAYS,
    SCOPE,
    TEXT,
    OptionSpec,
    one_of,
)
from bot.interactions.option_parsers import AS_IN_FILE
from bot.interactions.requests import (
    Appeal,
    Check,
    Command,
    Decide,
    Erase,
    Export,
    Help,
    ListErasures,
    LookUpCase,
    LookUpMember,
    MakeReport,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowSettings,
)

CHECK_MENU = "Check toxicity"
REPORT_MENU = Phrase("Report to moderators")
"""Entries of a message's menu, on platforms with such menus."""

FORM_QUESTIONS = {
    Button.APPEAL: Phrase("Why should this be taken back?"),
    Button.WARN: "What should its author read from you?",
    Button.UPHOLD: "Why does it stand? Its author reads this.",
}
"""The question in the form that a button opens, on platforms with forms; the answer may stay empty."""

REPORT_QUESTION = Phrase("What is wrong with it? Moderators read this.")
"""The question in the form of a member report, as above."""


def make_decision(button: Button, case: int, why: str) -> Decide | Appeal:
    """Make the command of a button, with the answer to its question."""
    return Appeal(case, why) if button is Button.APPEAL else Decide(button, case, why)


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command of `/toxicity`; `make` takes the values of its options by their names."""

    verb: str
    summary: str
    make: Callable[..., Command]
    options: tuple[OptionSpec, ...] = field(default=())

    @property
    def usage(self) -> str:
        """A line of help: "/toxicity mode shadow|flag|enforce|policy [channel]"."""
        return " ".join(("/toxicity", self.verb, *map(_option_usage, self.options)))


def _option_usage(option: OptionSpec) -> str:
    usage = "|".join(map(str, option.kind.choices)) or option.name.upper()
    return usage if option.is_required else f"[{usage}]"


_NUMBER = OptionSpec("number", "the number of a case", CASE_NUMBER, typed_summary="")
_MEMBER = OptionSpec("member", "a mention or an id", MEMBER, typed_summary="")
_CHANNEL = OptionSpec(
    "channel",
    f'only there: a channel, thread or category, or "{AGE_RESTRICTED}"',
    SCOPE,
    is_required=False,
    typed_summary="Only there: a channel, thread or category",
)
_LEVEL = f"a score from 0 to 1, model, off, or {AS_IN_FILE}"
_TYPED_LEVEL = f"0 to 1, model, off, or {AS_IN_FILE} (as in the file)"

COMMAND_SPECS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "check",
        "what I would say to a text, here",
        Check,
        (OptionSpec("text", "the text", TEXT, takes_rest=True),),
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
        (OptionSpec("days", "how far back", REPORT_DAYS, is_required=False),),
    ),
    CommandSpec(
        "threshold",
        "from which scores on a label is flagged and acted on",
        SetThreshold,
        (
            OptionSpec("label", "a kind of harm", LABEL),
            OptionSpec(
                "flag",
                f"shown to moderators from: {_LEVEL}",
                LEVEL,
                typed_summary=f"Shown to moderators from: {_TYPED_LEVEL}",
            ),
            OptionSpec(
                "act",
                f"acted on from: {_LEVEL}",
                LEVEL,
                typed_summary=f"Acted on from: {_TYPED_LEVEL}",
            ),
            _CHANNEL,
        ),
    ),
    CommandSpec(
        "exempt",
        "leave a role, a channel or a user alone, or no longer",
        lambda change, **of: SetExemption(is_exempt=change, **of),
        (
            OptionSpec(
                "change", "add or remove", one_of({"add": True, "remove": False}), typed_summary=""
            ),
            OptionSpec("kind", "role, channel or user", EXEMPT_KIND),
            OptionSpec("id", "a mention or an id", EXEMPT_ID),
        ),
    ),
    CommandSpec(
        "mode",
        "how far I go",
        SetMode,
        (
            OptionSpec(
                "mode", "how far", MODE, typed_summary=f"{AS_IN_FILE}: as in the policy file"
            ),
            _CHANNEL,
        ),
    ),
    CommandSpec("settings", "what holds here, and where it comes from", ShowSettings),
    CommandSpec(
        "export",
        "all cases as a CSV file",
        lambda **_: Export(),
        (
            OptionSpec(
                "form",
                "csv",
                one_of({"csv": "csv"}),
                is_required=False,
                typed_name="format",
                typed_summary="",
            ),
        ),
    ),
    CommandSpec(
        "erase",
        "forget a member's texts and names",
        lambda member, confirm=False: Erase(member, is_confirmed=confirm),
        (
            _MEMBER,
            OptionSpec(
                "confirm",
                "yes, once you have read what it erases",
                one_of({"yes": True}),
                is_required=False,
            ),
        ),
    ),
    CommandSpec("erasures", "who erased something here, when, and how much", ListErasures),
    CommandSpec("help", "what can be asked", Help),
)
"""All there are, in the order of help."""
