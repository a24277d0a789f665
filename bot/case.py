"""The numbered record of a message that something is to be done about."""

from dataclasses import dataclass

from bot.actions import Outcome
from bot.message import Message
from bot.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """A message, what was decided, and, once it is known, what became of it.

    Pending while `outcome` is None: the intent is stored, and after a crash it is carried out.
    """

    number: int
    message: Message
    verdict: Verdict
    outcome: Outcome | None = None
