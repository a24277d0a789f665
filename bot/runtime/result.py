"""What the pipeline answers to the platform that brought a message."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.case import Case
from bot.domain.verdict import Verdict
from bot.runtime.async_scorer import Overflow


@dataclass(frozen=True, slots=True)
class Duplicate:
    """This version of the message has its case already; nothing was done again."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A bug stood in the way. It is in the log, under the message's key."""


PipelineResult: TypeAlias = Case | Verdict | Duplicate | Overflow | Failed
"""A closed case where something was to be done, a bare verdict where not, or why neither."""
