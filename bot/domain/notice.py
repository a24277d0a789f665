"""What a member is told who was acted on: why, and how to object. Pure."""

from dataclasses import dataclass

from bot.domain.message import Message


@dataclass(frozen=True, slots=True)
class Notice:
    """For the author of `message` alone, put into a platform's markup and under its own buttons.

    `quote` is what they wrote themselves, defused. With `may_appeal`, a button stands below it whose
    press is the request `Appeal(case)`; `bot.domain.buttons.write_id(Button.APPEAL, case)` names it.
    """

    message: Message
    case: int
    title: str
    lines: tuple[str, ...]
    quote: str = ""
    may_appeal: bool = True
