"""Notices: messages to a member who was acted on, with the reason and a way to appeal. Pure."""

from dataclasses import dataclass

from bot.domain.message import Message


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to the author of `message` alone, put into a platform's markup and over its own buttons.

    `lines` are text, and `quote` is what the author wrote, as it was written. With `may_appeal`, a button
    stands below whose press is the request `Appeal(case)`; its id is `format_custom_id(Button.APPEAL, case)`.
    """

    message: Message
    case: int
    title: str
    lines: tuple[str, ...]
    quote: str = ""
    may_appeal: bool = True
