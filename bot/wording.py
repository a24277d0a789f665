"""The commands as people write them: their names, their options, and asks read from both.

Slack gives a line ("threshold toxic 0.5 0.9"), Discord typed options; both come to the same `Ask`, or
to a `Refusal` that names the mistake.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.alerts import defuse
from bot.buttons import Button
from bot.message import AGE_RESTRICTED
from bot.mistakes import meant
from bot.options import (
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
from bot.policy import Mode
from bot.reply import Refusal
from bot.request import (
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


def read(verb: str, options: Mapping[str, str]) -> Ask | Refusal:
    """An ask from options by their names, as `COMMANDS` names them; absent ones are left out."""
    command = _BY_VERB.get(verb)
    if command is None:
        return Refusal(
            f'there is no command "{defuse(verb)}"{meant(verb, _BY_VERB)}',
            f"one of {', '.join(_BY_VERB)}; /toxicity help explains them",
        )
    values: dict[str, object] = {}
    for option in command.options:
        if option.name not in options:
            if option.is_needed:
                return Refusal(f"{verb} needs {option.name}: {option.summary}", command.usage)
            continue
        try:
            values[option.name] = option.read(options[option.name])
        except ValueError as error:
            said = options[option.name]
            reason = f'{option.name} cannot be "{defuse(said)}"{meant(said, option.choices)}'
            return Refusal(reason, f"{option.name}: {error}")
    return _check(command.make(**values))


def parse(line: str) -> Ask | Refusal:
    """An ask from what is written after `/toxicity`; nothing at all is Help.

    "threshold toxic 0.5 off" -> SetThreshold(Label.TOXIC, 0.5, "off")
    """
    verb, rest = _split(line)
    verb = verb.lower() or "help"
    if verb in _PRESSES and verb not in _BY_VERB:
        return _parse_press(Button(verb), rest)
    given: dict[str, str] = {}
    command = _BY_VERB.get(verb)
    for option in command.options if command else ():
        if not rest:
            break
        given[option.name], rest = (_unquote(rest), "") if option.takes_rest else _split(rest)
    if command and rest:
        return Refusal(f'{verb} does not know what to do with "{defuse(rest)}"', command.usage)
    return read(verb, given)


def _split(line: str) -> tuple[str, str]:
    """The first word and the rest; a word may stand in quotes: '"two words" 5' -> "two words", "5"."""
    line = line.strip()
    found = _QUOTED.match(line) or _WORD.match(line)
    if found is None:
        return "", ""
    return found["word"], line[found.end() :].strip()


def _unquote(text: str) -> str:
    found = _QUOTED.fullmatch(text)
    return found["word"] if found else text


def _check(ask: Ask) -> Ask | Refusal:
    match ask:
        case SetThreshold(flag=float(flag), act=float(act)) if act < flag:
            return Refusal(
                f"act {act:g} is below flag {flag:g}",
                "what is acted on is flagged too: act >= flag",
            )
        case _:
            return ask


def _parse_press(button: Button, rest: str) -> Ask | Refusal:
    number, why = _split(rest)
    try:
        return Press(button, read_number(number), _unquote(why))
    except ValueError as error:
        return Refusal(f'{button} needs a case, not "{defuse(rest)}"', str(error))


_QUOTED = re.compile(r'["\u201c\u201d](?P<word>[^"\u201c\u201d]+)["\u201c\u201d](?=\s|$)')
"""In straight quotes, or in those that telephones make of them."""

_WORD = re.compile(r"(?P<word>\S+)")

_PRESSES = tuple(button for button in Button if button is not Button.APPEAL)
"""Buttons that can be written too, with their case and why: "uphold 17 it was no joke"."""

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
    Command("settings", "what holds here", ShowSettings),
    Command(
        "export",
        "all cases as a file",
        lambda **_: Export(),
        (Option("form", "csv", read_one_of("csv"), choices=("csv",), is_needed=False),),
    ),
    Command("erase", "forget a member's texts and names", Erase, (_MEMBER,)),
    Command("help", "this", Help),
)
"""All there are, in the order of help."""

_BY_VERB = {command.verb: command for command in COMMANDS}
