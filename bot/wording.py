"""The commands as people write them: their names, their options, and asks read from both.

Slack gives a line ("threshold toxic 0.5 0.9"), Discord typed options; both come to the same `Ask`, or
to a `Refusal` that names the mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.reply import Refusal
from bot.request import Ask


@dataclass(frozen=True, slots=True)
class Option:
    """What can be said after a command. `choices` are all there is, () where anything goes."""

    name: str
    summary: str
    choices: tuple[str, ...] = ()
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Command:
    """One verb of `/toxicity`."""

    verb: str
    summary: str
    options: tuple[Option, ...] = ()

    @property
    def usage(self) -> str:
        """As in help: "/toxicity mode shadow|flag|enforce|policy [channel]"."""
        raise NotImplementedError


COMMANDS: tuple[Command, ...] = ()
"""All there are, in the order of help."""


def read(verb: str, options: Mapping[str, str]) -> Ask | Refusal:
    """An ask from options by their names, as `COMMANDS` names them; absent ones are left out."""
    raise NotImplementedError


def parse(line: str) -> Ask | Refusal:
    """An ask from what is written after `/toxicity`; nothing at all is Help."""
    raise NotImplementedError
