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
from bot.policy import Level, Mode
from bot.reply import Refusal
from bot.request import (
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

DAYS = (7, 30, 90)
"""How far back a report can look."""

AS_IN_FILE = "policy"
"""Said of a mode or a threshold: what the policy file says holds again."""


@dataclass(frozen=True, slots=True)
class Option:
    """What can be said after a command. `choices` are all there is, () where anything goes."""

    name: str
    summary: str
    read: Callable[[str], object]
    """Its value; a ValueError says in words what is allowed."""
    choices: tuple[str, ...] = ()
    is_needed: bool = True
    takes_rest: bool = False
    """In a line, all that follows is one value, spaces included."""


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
    verb, _, rest = line.strip().partition(" ")
    verb = verb.lower() or "help"
    if verb in _PRESSES and verb not in _BY_VERB:
        return _parse_press(Button(verb), rest)
    given: dict[str, str] = {}
    command = _BY_VERB.get(verb)
    for option in command.options if command else ():
        if not (rest := rest.strip()):
            break
        word, _, others = rest.partition(" ")
        given[option.name], rest = (rest, "") if option.takes_rest else (word, others)
    if command and rest.strip():
        return Refusal(
            f'{verb} does not know what to do with "{defuse(rest.strip())}"', command.usage
        )
    return read(verb, given)


def read_id(written: str) -> str:
    """The id in a mention, or the id itself: "<@U12|kim>" -> "U12", "<#5>" -> "5", "7" -> "7"."""
    found = _MENTION.fullmatch(written.strip())
    if found is None:
        raise ValueError("a mention, or an id as the platform writes it")
    return found["id"] or found["bare"]


def _read_number(written: str) -> int:
    digits = written.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS):
        raise ValueError("the number of a case, as in 17")
    return int(digits)


def _read_days(written: str) -> int:
    digits = written.strip().removesuffix("d")
    if digits not in map(str, DAYS):
        raise ValueError(f"how many days back: {', '.join(map(str, DAYS))}")
    return int(digits)


def _read_label(written: str) -> Label:
    try:
        return Label(written.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError:
        raise ValueError(f"one of {', '.join(Label)}") from None


def _read_level(written: str) -> Level | None:
    word = written.strip().lower()
    if word == AS_IN_FILE:
        return None
    if word == "model":
        return "model"
    if word == "off":
        return "off"
    try:
        level = float(word.replace(",", "."))
    except ValueError:
        level = -1.0
    if not 0 <= level <= 1:
        raise ValueError(f"a number from 0 to 1, model, off, or {AS_IN_FILE} (as in the file)")
    return level


def _read_mode(written: str) -> Mode | None:
    word = written.strip().lower()
    if word == AS_IN_FILE:
        return None
    if word not in tuple(Mode):
        raise ValueError(f"{', '.join(Mode)}, or {AS_IN_FILE} (as in the policy file)")
    return Mode(word)


def _read_place(written: str) -> str:
    return AGE_RESTRICTED if written.strip() == AGE_RESTRICTED else read_id(written)


def _read_one_of(*words: str) -> Callable[[str], str]:
    def read_word(written: str) -> str:
        if (word := written.strip().lower()) not in words:
            raise ValueError(f"{' or '.join(words)}")
        return word

    return read_word


def _read_text(written: str) -> str:
    if not written.strip():
        raise ValueError("some text")
    return written


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
    try:
        return Press(button, _read_number(rest))
    except ValueError as error:
        return Refusal(f'{button} needs a case, not "{defuse(rest.strip())}"', str(error))


_MENTION = re.compile(
    r"<(?:[@#][!&]?|!subteam\^)(?P<id>[\w.-]+)(?:\|[^>]*)?>|[@#]?(?P<bare>[\w.-]+)"
)
_MOST_DIGITS = 9

_PRESSES = tuple(button for button in Button if button is not Button.APPEAL)
"""Buttons that can be written too, with the number of their case: "dismiss 17"."""

_NUMBER = Option("number", "the number of a case", _read_number)
_MEMBER = Option("member", "a mention or an id", read_id)
_CHANNEL = Option(
    "channel",
    f'only there: a channel, thread or category, or "{AGE_RESTRICTED}"',
    _read_place,
    is_needed=False,
)
_LEVEL = f"a score from 0 to 1, model, off, or {AS_IN_FILE}"

COMMANDS: tuple[Command, ...] = (
    Command(
        "check",
        "what I would say to a text, here",
        Check,
        (Option("text", "the text", _read_text, takes_rest=True),),
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
                "days", "how far back", _read_days, choices=tuple(map(str, DAYS)), is_needed=False
            ),
        ),
    ),
    Command(
        "threshold",
        "from which scores on a label is flagged and acted on",
        SetThreshold,
        (
            Option("label", "a kind of harm", _read_label, choices=tuple(Label)),
            Option("flag", f"shown to moderators from: {_LEVEL}", _read_level),
            Option("act", f"acted on from: {_LEVEL}", _read_level),
            _CHANNEL,
        ),
    ),
    Command(
        "exempt",
        "leave a role or a channel alone, or no longer",
        lambda change, kind, id: SetExemption(change == "add", kind, id),  # noqa: A006
        (
            Option("change", "add or remove", _read_one_of("add", "remove"), ("add", "remove")),
            Option("kind", "role or channel", _read_one_of("role", "channel"), ("role", "channel")),
            Option("id", "a mention or an id", _read_place),
        ),
    ),
    Command(
        "mode",
        "how far I go",
        SetMode,
        (Option("mode", "how far", _read_mode, choices=(*Mode, AS_IN_FILE)), _CHANNEL),
    ),
    Command("settings", "what holds here", ShowSettings),
    Command(
        "export",
        "all cases as a file",
        lambda **_: Export(),
        (Option("form", "csv", _read_one_of("csv"), choices=("csv",), is_needed=False),),
    ),
    Command("erase", "forget a member's texts and names", Erase, (_MEMBER,)),
    Command("help", "this", Help),
)
"""All there are, in the order of help."""

_BY_VERB = {command.verb: command for command in COMMANDS}
