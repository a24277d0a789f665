"""Command specs: every command of `/toxicity` with its options, the menus, and the questions of forms."""

from bot.domain.buttons import Button
from bot.domain.message import AGE_RESTRICTED
from bot.domain.phrases import ModeratorPhrase, Phrase
from bot.interactions.command_spec import CommandSpec
from bot.interactions.desk_specs import DESK_SPECS
from bot.interactions.option_kinds import (
    CASE_NUMBER,
    CONFIRM,
    EXEMPT_ID,
    EXEMPT_KIND,
    LABEL,
    LANGUAGE,
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
    ChangeNotes,
    Check,
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
from bot.interactions.word_specs import WORD_SPECS

CHECK_MENU = "Check toxicity"
REPORT_MENU = Phrase("Report to moderators")
"""Entries of a message's menu, on platforms with such menus."""

FORM_QUESTIONS = {
    Button.APPEAL: Phrase("Why should this be taken back?"),
    Button.WARN: ModeratorPhrase("What should its author read from you?"),
    Button.UPHOLD: ModeratorPhrase("Why does it stand? Its author reads this."),
}
"""The question in the form that a button opens, on platforms with forms; the answer may stay empty."""

REPORT_QUESTION = Phrase("What is wrong with it? Moderators read this.")
"""The question in the form of a member report, as above."""


FAMILIES = {"word": "own words: never counted, or always"}
"""Summaries of verbs of two words with the same first, which Discord shows as a group."""


def make_decision(button: Button, case: int, why: str) -> Decide | Appeal:
    """Make the command of a button, with the answer to its question."""
    return Appeal(case, why) if button is Button.APPEAL else Decide(button, case, why)


def _confirm(summary: str) -> OptionSpec:
    return OptionSpec("confirm", summary, CONFIRM, is_required=False)


_READ_PREVIEW = "yes, once you have read what it would change"
_NUMBER = OptionSpec("number", "the number of a case", CASE_NUMBER, typed_summary="")
_MEMBER = OptionSpec("member", "a mention or an id", MEMBER, typed_summary="")
_CHANNEL = OptionSpec(
    "channel",
    f'only there: a channel, thread or category, or "{AGE_RESTRICTED}"',
    SCOPE,
    is_required=False,
    typed_summary="Only there: a channel, thread or category",
)
_LANGUAGE = OptionSpec(
    "language",
    "only in one language, as in language:tr",
    LANGUAGE,
    is_required=False,
    typed_summary="Only in one language",
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
    CommandSpec(
        "user",
        "a member's strikes, cases, reports and notes",
        LookUpMember,
        (
            _MEMBER,
            OptionSpec("before", "only cases before this number", CASE_NUMBER, is_required=False),
        ),
    ),
    CommandSpec(
        "note",
        "notes on a member, for the next moderator to read",
        ChangeNotes,
        (
            OptionSpec(
                "change",
                "add, remove or list",
                one_of({"add": "add", "remove": "remove", "list": "list"}),
            ),
            _MEMBER,
            OptionSpec(
                "text", "the note, or the number of one", TEXT, is_required=False, takes_rest=True
            ),
        ),
    ),
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
        lambda confirm=False, **of: SetThreshold(is_confirmed=confirm, **of),
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
            _LANGUAGE,
            _confirm(_READ_PREVIEW),
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
        lambda confirm=False, **of: SetMode(is_confirmed=confirm, **of),
        (
            OptionSpec(
                "mode", "how far", MODE, typed_summary=f"{AS_IN_FILE}: as in the policy file"
            ),
            _CHANNEL,
            _confirm(_READ_PREVIEW),
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
        (_MEMBER, _confirm("yes, once you have read what it erases")),
    ),
    CommandSpec("erasures", "who erased something here, when, and how much", ListErasures),
    *DESK_SPECS,
    *WORD_SPECS,
    CommandSpec("help", "what can be asked", Help),
)
"""All there are, in the order of help."""
