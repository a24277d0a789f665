"""Command parser: commands from lines ("threshold toxic 0.5 0.9"), or from the values of typed options.

Either ends in a `Command`, or in a `Refusal` that names the mistake.
"""

import re
from collections.abc import Mapping

from bot.config.errors import did_you_mean
from bot.domain.buttons import Button
from bot.domain.policy import LOWEST_ACT
from bot.domain.threshold_rules import check_levels
from bot.interactions import command_specs
from bot.interactions.command_specs import CommandSpec
from bot.interactions.option_kinds import OptionSpec
from bot.interactions.option_parsers import parse_case_number
from bot.interactions.replies import Refusal
from bot.interactions.requests import Command, Decide, SetThreshold


def parse_line(line: str) -> Command | Refusal:
    """Parse the text after `/toxicity`; an empty line is Help.

    "threshold toxic 0.5 off" -> SetThreshold(Label.TOXIC, 0.5, "off")
    """
    verb, rest = _split_word(line)
    verb = verb.lower() or "help"
    specs = {spec.verb: spec for spec in command_specs.COMMAND_SPECS}
    if verb in specs:
        return _parse_options(specs[verb], rest)
    if verb in _BUTTON_VERBS:
        return _parse_decision(Button(verb), rest)
    return Refusal(
        f'there is no command "{verb}"{did_you_mean(verb, specs)}',
        f"one of {', '.join(specs)}; /toxicity help explains them",
    )


def parse_option(option: OptionSpec, written: str) -> object:
    """Parse the value of an option, or return the Refusal of a text that is none."""
    try:
        return option.kind.parse(written)
    except ValueError as error:
        meant = did_you_mean(written, map(str, option.kind.choices))
        return Refusal(f'{option.name} cannot be "{written}"{meant}', f"{option.name}: {error}")


def make_command(spec: CommandSpec, values: Mapping[str, object]) -> Command | Refusal:
    """Make a command of the values of its options, by the options' names.

    An option that was not given is absent. The first `Refusal` among the values is returned as it is.
    """
    for option in spec.options:
        value = values.get(option.name)
        if isinstance(value, Refusal):
            return value
        if option.is_required and option.name not in values:
            return Refusal(f"{spec.verb} needs {option.name}: {option.summary}", spec.usage)
    return _check_thresholds(spec.make(**values))


def _parse_options(spec: CommandSpec, rest: str) -> Command | Refusal:
    values: dict[str, object] = {}
    for option in spec.options:
        if not rest:
            break
        written, rest = (_unquote(rest), "") if option.takes_rest else _split_word(rest)
        values[option.name] = parse_option(option, written)
    if rest:
        return Refusal(f'{spec.verb} does not know what to do with "{rest}"', spec.usage)
    return make_command(spec, values)


def _split_word(line: str) -> tuple[str, str]:
    """Split off the first word, which may stand in quotes: '"two words" 5' -> ("two words", "5")."""
    line = line.strip()
    found = _QUOTED.match(line) or _WORD.match(line)
    if found is None:
        return "", ""
    return found["word"], line[found.end() :].strip()


def _unquote(text: str) -> str:
    found = _QUOTED.fullmatch(text)
    return found["word"] if found else text


def _check_thresholds(command: Command) -> Command | Refusal:
    wrong = check_levels(command.flag, command.act) if isinstance(command, SetThreshold) else ""
    return (
        Refusal(
            wrong, f"what is acted on is flagged too: act >= flag, and act from {LOWEST_ACT:g} to 1"
        )
        if wrong
        else command
    )


def _parse_decision(button: Button, rest: str) -> Command | Refusal:
    number, why = _split_word(rest)
    try:
        return Decide(button, parse_case_number(number), _unquote(why))
    except ValueError as error:
        return Refusal(f'{button} needs a case, not "{rest}"', str(error))


_QUOTED = re.compile(r'["\u201c\u201d](?P<word>[^"\u201c\u201d]+)["\u201c\u201d](?=\s|$)')
"""In straight quotes, or in those that telephones make of them."""

_WORD = re.compile(r"(?P<word>\S+)")

_BUTTON_VERBS = tuple(button for button in Button if button is not Button.APPEAL)
"""Buttons that can also be typed, with their case and a reason: "uphold 17 it was no joke"."""
