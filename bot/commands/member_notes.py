"""`/toxicity note`: notes of moderators on a member, for the next moderator to read."""

from bot.alerts.alert import count_text
from bot.commands.context import CommandContext
from bot.domain.inline import MemberMention, RichText
from bot.domain.member_page import MemberNote
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import ChangeNotes

MOST_NOTES = 10
"""Notes that are listed at most, the latest first."""

LONGEST_NOTE = 500
"""Characters of a note."""


async def change_notes(context: CommandContext, command: ChangeNotes) -> Reply | Refusal:
    """Add a note on a member, remove one, or list them."""
    member = await context.resolve_member(command.member)
    if isinstance(member, Refusal):
        return member
    if command.change == "list":
        return await _list_notes(context, member)
    if member == context.by.id:
        return Refusal("nobody writes or removes notes on themselves", "another moderator can")
    if command.change == "remove":
        return await _remove_note(context, member, command.text)
    return await _add_note(context, member, command.text)


def note_text(note: MemberNote) -> str:
    """Format a note: "3 · 2026-05-01 · mona: warned by voice"."""
    return f"{note.number} · {note.noted_at:%Y-%m-%d} · {note.by_name or 'somebody'}: {note.text}"


async def _add_note(context: CommandContext, member: str, text: str) -> Reply | Refusal:
    request, text = context.request, text.strip()
    if not text or len(text) > LONGEST_NOTE:
        return Refusal(
            f"a note has 1 to {LONGEST_NOTE} characters", "/toxicity note add MEMBER what to know"
        )
    number = await context.store.members.notes.add(
        request.platform, request.community, member=member, text=text, by=context.by
    )
    days = context.policy.memory.note_days
    kept = f"Moderators read it with /toxicity user. It is kept for {count_text(days, 'day')}."
    return Reply.of(f"Note {number}", RichText(MemberMention(member), f": {text}"), kept)


async def _remove_note(context: CommandContext, member: str, number: str) -> Reply | Refusal:
    request, digits = context.request, number.strip().removeprefix("#")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < len(str(2**31))
    is_gone = is_number and await context.store.members.notes.remove(
        request.platform, request.community, member=member, number=int(digits)
    )
    if not is_gone:
        return Refusal("there is no such note on them", "/toxicity note list MEMBER shows numbers")
    return Reply.of(f"Note {digits} removed", RichText("It was on ", MemberMention(member), "."))


async def _list_notes(context: CommandContext, member: str) -> Reply:
    request = context.request
    notes = await context.store.members.notes.latest(
        request.platform, request.community, member=member, limit=MOST_NOTES
    )
    title = count_text(len(notes), "note")
    about = RichText("On ", MemberMention(member))
    return Reply(title, (about, *(RichText(note_text(each)) for each in notes)))
