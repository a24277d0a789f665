"""Results of the pipeline, for the platform that submitted a message."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.case import Case
from bot.domain.verdict import Verdict
from bot.runtime.overflow import Overflow


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The result for a version of a message that was moderated before: nothing was done again."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The result where a bug stood in the way; it is in the log, under the message's key."""


@dataclass(frozen=True, slots=True)
class HandedOn:
    """The result for a message that the bus has stored: a worker judges it."""


PipelineResult: TypeAlias = Case | Verdict | Duplicate | Overflow | Failed | HandedOn
"""A closed case where something was to be done, a verdict where nothing was, or why neither."""
