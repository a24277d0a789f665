"""Command parser: commands from lines ("threshold toxic 0.5 0.9"), or from the values of typed options.

Either ends in a `Command`, or in a `Refusal` that names the mistake.
"""

import re
from collections.abc import Mapping, Sequence

from bot.config.errors import did_you_mean
from bot.domain.buttons import Button
from bot.domain.policy import LOWEST_ACT
from bot.domain.threshold_rules import check_levels
from bot.interactions import command_specs
from bot.interactions.command_spec import CommandSpec
from bot.interactions.option_kinds import CONFIRM, OptionSpec
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
    second, after = _split_word(rest)
    if (both := f"{verb} {second.lower()}") in specs:
        return _parse_options(specs[both], after)
    if verb in specs:
        return _parse_options(specs[verb], rest)
    if verb in BUTTON_VERBS:
        return _parse_decision(Button(verb), rest)
    return Refusal(
        f'there is no command "{verb}"{did_you_mean(verb, specs)}',
        f"one of {', '.join(specs)}; /toxicity help explains them",
    )


def list_verbs() -> list[str]:
    """Return all that can be typed after `/toxicity`: the commands, and the buttons of a case."""
    return [*(spec.verb for spec in command_specs.COMMAND_SPECS), *map(str, BUTTON_VERBS)]


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
    options, rest = _take_confirmation(spec, rest, values)
    options, rest = _take_named(options, rest, values)
    for option in options:
        if not rest:
            break
        written, left = (_unquote(rest), "") if option.takes_rest else _split_word(rest)
        if option is not options[-1] and _is_left_out(option, written):
            continue
        rest = left
        values[option.name] = parse_option(option, written)
    if rest:
        return Refusal(f'{spec.verb} does not know what to do with "{rest}"', spec.usage)
    return make_command(spec, values)


def _is_left_out(option: OptionSpec, written: str) -> bool:
    """Return True if a word is none of the choices of an option that may be missing, nor like one."""
    choices = list(map(str, option.kind.choices))
    is_one = written.lower() in choices or did_you_mean(written, choices) != ""
    return bool(choices) and not option.is_required and not is_one


def _take_confirmation(
    spec: CommandSpec, rest: str, values: dict[str, object]
) -> tuple[Sequence[OptionSpec], str]:
    """Take a confirmation from the end of a line; return the other options and what stands before it."""
    before, _, last = rest.strip().rpartition(" ")
    confirmations = [option for option in spec.options if option.kind is CONFIRM]
    if not confirmations or last.lower() not in CONFIRM.choices:
        return spec.options, rest
    values[confirmations[0].name] = CONFIRM.choices[last.lower()]
    return [option for option in spec.options if option not in confirmations], before


def _take_named(
    options: Sequence[OptionSpec], rest: str, values: dict[str, object]
) -> tuple[Sequence[OptionSpec], str]:
    """Take options that are named, as in "last:2h", from a line; return the others, and what is left of it."""
    if any(option.takes_rest for option in options):
        return options, rest
    words = rest.split()
    for option in options:
        prefix = f"{option.name}:"
        named = [word for word in words if word.lower().startswith(prefix)]
        if named:
            values[option.name] = parse_option(option, named[-1][len(prefix) :])
            words = [word for word in words if word not in named]
    others = [option for option in options if option.name not in values]
    return (options, rest) if len(others) == len(options) else (others, " ".join(words))


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

BUTTON_VERBS = tuple(button for button in Button if button not in (Button.PURGE, Button.APPEAL))
"""Buttons that can also be typed, with their case and a reason: "uphold 17 it was no joke"."""
