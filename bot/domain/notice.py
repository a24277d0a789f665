"""Notices: messages to a member who was acted on, with the reason and a way to appeal. Pure."""

from dataclasses import dataclass, replace

from bot.domain.message import Message
from bot.domain.phrases import Catalog, Phrase, say


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to the author of `message` alone, put into a platform's markup and over its own buttons.

    `lines` are text, and `quote` is what the author wrote, as it was written. With `may_appeal`, a button
    stands below whose press is the request `Appeal(case)`; its id is `format_custom_id(Button.APPEAL, case)`.
    `link` opens the case for whoever has it, and is shown where nobody but the author sees it; "" for none.
    """

    message: Message
    case: int
    title: str
    lines: tuple[str, ...]
    quote: str = ""
    may_appeal: bool = True
    appeal_caption: str = Phrase("Appeal")
    """Caption of that button."""
    quote_caption: str = Phrase("You wrote")
    case_caption: str = Phrase("Case")
    """Stands before the number of the case."""
    passing_caption: str = Phrase(
        "only you see this, and only for a while; my Home tab keeps it, and the button"
    )
    """Said where a platform forgets what it shows."""
    link: str = ""
    link_caption: str = Phrase("What was decided, and why")

    def in_language(self, catalog: Catalog) -> "Notice":
        """Return the notice in a catalogue's language; what people wrote stays as it is."""
        return replace(
            self,
            title=say(self.title, catalog),
            lines=tuple(say(line, catalog) for line in self.lines),
            appeal_caption=say(self.appeal_caption, catalog),
            quote_caption=say(self.quote_caption, catalog),
            case_caption=say(self.case_caption, catalog),
            passing_caption=say(self.passing_caption, catalog),
            link_caption=say(self.link_caption, catalog),
        )
