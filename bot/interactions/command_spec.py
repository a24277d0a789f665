"""The type of a command spec: a command of `/toxicity` with its options."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.interactions.option_kinds import OptionSpec
from bot.interactions.requests import Command


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
