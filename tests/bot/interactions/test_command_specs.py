"""Every command of the specs can be typed in a line, with each of its choices."""

from itertools import product

import pytest

from bot.interactions.command_parser import make_command, parse_line, parse_option
from bot.interactions.command_spec import CommandSpec
from bot.interactions.command_specs import COMMAND_SPECS
from bot.interactions.option_kinds import (
    CASE_NUMBER,
    CHANNEL,
    EXEMPT_ID,
    LANGUAGE,
    LEVEL,
    MEMBER,
    OWN_WORD,
    PAGE,
    PERIOD,
    SCOPE,
    TERM,
    TEXT,
    OptionSpec,
)
from bot.interactions.replies import Refusal

SAMPLES = {
    TEXT: "hi",
    TERM: "kys*",
    OWN_WORD: "kys",
    CASE_NUMBER: "5",
    MEMBER: "U1",
    LANGUAGE: "tr",
    LEVEL: "0.5",
    SCOPE: "C1",
    CHANNEL: "C1",
    PAGE: "2",
    PERIOD: "2h",
    EXEMPT_ID: "7",
}
"""A text for each kind that is no list of choices."""


def list_texts(option: OptionSpec) -> list[str]:
    return [str(choice) for choice in option.kind.choices] or [SAMPLES[option.kind]]


@pytest.mark.parametrize("spec", COMMAND_SPECS, ids=lambda spec: spec.verb)
def test_a_line_takes_each_choice_of_each_option(spec: CommandSpec) -> None:
    for texts in product(*map(list_texts, spec.options)):
        command = parse_line(" ".join((spec.verb, *texts)))
        assert not isinstance(command, Refusal), command
        values = {
            option.name: parse_option(option, text)
            for option, text in zip(spec.options, texts, strict=True)
        }
        assert command == make_command(spec, values)


@pytest.mark.parametrize("spec", COMMAND_SPECS, ids=lambda spec: spec.verb)
def test_a_choice_means_what_its_text_is_parsed_as(spec: CommandSpec) -> None:
    for option in spec.options:
        for choice, value in option.kind.choices.items():
            assert option.kind.parse(str(choice)) == value


@pytest.mark.parametrize("spec", COMMAND_SPECS, ids=lambda spec: spec.verb)
def test_only_the_last_options_may_be_left_out_or_hold_spaces(spec: CommandSpec) -> None:
    required = [option.is_required for option in spec.options]
    assert required == sorted(required, reverse=True)
    assert not any(option.takes_rest for option in spec.options[:-1])


def test_no_two_commands_share_a_verb() -> None:
    verbs = [spec.verb for spec in COMMAND_SPECS]
    assert len(set(verbs)) == len(verbs)


@pytest.mark.parametrize(
    ("verb", "usage"),
    [
        ("check", "/toxicity check TEXT"),
        ("report", "/toxicity report [7|30|90]"),
        ("mode", "/toxicity mode shadow|flag|enforce|policy [CHANNEL] [yes]"),
        ("exempt", "/toxicity exempt add|remove role|channel|user ID"),
        ("act", "/toxicity act NUMBER [warn|delete|timeout|kick|ban] [CLEAR_DAYS]"),
        ("help", "/toxicity help"),
    ],
)
def test_its_usage_names_what_can_be_said(verb: str, usage: str) -> None:
    (found,) = (spec.usage for spec in COMMAND_SPECS if spec.verb == verb)
    assert found == usage
