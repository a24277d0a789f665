"""Members: what is known of them, and what moderators noted."""

from bot.store.database.writer import Writer
from bot.store.member_facts import MemberFactQueries
from bot.store.member_notes import MemberNotes


class Members:
    """The repositories of a member's page."""

    def __init__(self, writer: Writer) -> None:
        self.facts = MemberFactQueries(writer.reader)
        self.notes = MemberNotes(writer)
