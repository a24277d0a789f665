"""Asks read from what people typed: from a line, or from options by their names.

Slack gives a line ("threshold toxic 0.5 0.9"), Discord typed options; both come to the same `Ask`, or
to a `Refusal` that names the mistake.
"""

import re
from collections.abc import Mapping

from bot.alerts.alert import defuse
from bot.config.errors import did_you_mean
from bot.domain.buttons import Button
from bot.interactions.command_specs import COMMAND_SPECS
from bot.interactions.option_parsers import parse_case_number
from bot.interactions.replies import Refusal
from bot.interactions.requests import Command, Decide, SetThreshold


def parse_options(verb: str, options: Mapping[str, str]) -> Command | Refusal:
    """An ask from options by their names, as `COMMANDS` names them; absent ones are left out."""
    command = _BY_VERB.get(verb)
    if command is None:
        return Refusal(
            f'there is no command "{defuse(verb)}"{did_you_mean(verb, _BY_VERB)}',
            f"one of {', '.join(_BY_VERB)}; /toxicity help explains them",
        )
    values: dict[str, object] = {}
    for option in command.options:
        if option.name not in options:
            if option.is_required:
                return Refusal(f"{verb} needs {option.name}: {option.summary}", command.usage)
            continue
        try:
            values[option.name] = option.parse(options[option.name])
        except ValueError as error:
            said = options[option.name]
            reason = f'{option.name} cannot be "{defuse(said)}"{did_you_mean(said, option.choices)}'
            return Refusal(reason, f"{option.name}: {error}")
    return _check(command.make(**values))


def parse_line(line: str) -> Command | Refusal:
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
    return parse_options(verb, given)


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


def _check(ask: Command) -> Command | Refusal:
    match ask:
        case SetThreshold(flag=float(flag), act=float(act)) if act < flag:
            return Refusal(
                f"act {act:g} is below flag {flag:g}",
                "what is acted on is flagged too: act >= flag",
            )
        case _:
            return ask


def _parse_press(button: Button, rest: str) -> Command | Refusal:
    number, why = _split(rest)
    try:
        return Decide(button, parse_case_number(number), _unquote(why))
    except ValueError as error:
        return Refusal(f'{button} needs a case, not "{defuse(rest)}"', str(error))


_QUOTED = re.compile(r'["\u201c\u201d](?P<word>[^"\u201c\u201d]+)["\u201c\u201d](?=\s|$)')
"""In straight quotes, or in those that telephones make of them."""

_WORD = re.compile(r"(?P<word>\S+)")

_PRESSES = tuple(button for button in Button if button is not Button.APPEAL)
"""Buttons that can be written too, with their case and why: "uphold 17 it was no joke"."""

_BY_VERB = {command.verb: command for command in COMMAND_SPECS}
