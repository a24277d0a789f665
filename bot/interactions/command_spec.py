"""The type of a command spec: a command of `/toxicity` with its options."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.interactions.option_kinds import OptionSpec
from bot.interactions.requests import Command

_MOST_SHOWN = 5
"""Choices of an option that a usage names; of more it has the option's name."""


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


def list_named_choices(specs: Iterable[CommandSpec]) -> dict[str, list[str]]:
    """Return the choices of the options that usages only name: {"LABEL": ["toxic", ...]}."""
    return {
        option.name.upper(): [str(choice) for choice in option.kind.choices]
        for spec in specs
        for option in spec.options
        if len(option.kind.choices) > _MOST_SHOWN
    }


def _option_usage(option: OptionSpec) -> str:
    choices = option.kind.choices
    shown = "|".join(map(str, choices)) if len(choices) <= _MOST_SHOWN else ""
    usage = shown or option.name.upper()
    return usage if option.is_required else f"[{usage}]"
