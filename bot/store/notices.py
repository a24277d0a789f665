"""Notices: whom the bot has told something lately, among authors and administrators."""

from bot.store.admin_notices import AdminNotices
from bot.store.author_notices import AuthorNotices
from bot.store.database.writer import Writer


class Notices:
    """The repositories by which nobody is told too often."""

    def __init__(self, writer: Writer) -> None:
        self.authors = AuthorNotices(writer)
        self.administrators = AdminNotices(writer)
