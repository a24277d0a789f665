"""The view of a case for its author, in the language that they read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.buttons import Button
from bot.domain.member_links import LIFETIME
from bot.domain.phrases import Catalog, Phrase, say
from bot.interactions.command_specs import FORM_QUESTIONS
from bot.moderation.case_account import CaseAccount
from bot.moderation.enforcement import HOW_TO_APPEAL


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision and its moment, as its author reads it."""

    at: datetime
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """An account of a case as its author reads it; `appeal` in their own words, None without one."""

    case: int
    sent_at: datetime
    text: str
    is_text_kept: bool
    decisions: tuple[ShownDecision, ...]
    appeal: str | None
    is_waiting: bool
    may_appeal: bool


def show_account(account: CaseAccount, catalog: Catalog) -> ShownAccount:
    """Show an account in a catalogue's language; what people wrote stays as it is."""
    message = account.case.message
    notices = ((each.at, each.notice.in_language(catalog)) for each in account.entries)
    return ShownAccount(
        case=account.case.number,
        sent_at=message.sent_at,
        text=message.text,
        is_text_kept=account.case.is_text_kept,
        decisions=tuple(ShownDecision(at, each.title, each.lines) for at, each in notices),
        appeal=account.appeal,
        is_waiting=account.is_waiting,
        may_appeal=account.may_appeal,
    )


def say_texts(catalog: Catalog) -> Mapping[str, str]:
    """Return the texts of the page in a catalogue's language, by their names in its template."""
    return {name: say(text, catalog) for name, text in _TEXTS.items()}


_TEXTS = {
    "title": Phrase("What was decided, and why"),
    "case": Phrase("Case"),
    "wrote": Phrase("You wrote"),
    "forgotten": Phrase("What you wrote is no longer kept."),
    "nothing": Phrase("Nothing was done about it."),
    "how": HOW_TO_APPEAL,
    "why": FORM_QUESTIONS[Button.APPEAL],
    "appeal": Phrase("Appeal"),
    "appealed": Phrase("Your appeal"),
    "waiting": Phrase("You appealed, and a moderator will look at it."),
    "refused": Phrase("Not done"),
    "no_link": Phrase("This link opens nothing any more"),
    "no_link_remedy": Phrase(
        "A link holds for {count} days, and opens one message of yours. My next message to you has a new one.",
        count=str(LIFETIME.days),
    ),
    "private": Phrase(
        "Keep the link to this page to yourself: whoever has it can read this, and appeal for you."
    ),
}
