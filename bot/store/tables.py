"""The tables as the code sees them. Alembic's migrations make them; a test compares the two."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    func,
)

from bot.store.types import Instant, Words

metadata = MetaData()

cases = Table(
    "cases",
    metadata,
    Column("number", Integer, primary_key=True),
    # The message, as the platform told of it.
    Column("platform", Words, nullable=False),
    Column("community", Words, nullable=False),
    Column("category", Words),
    Column("channel", Words, nullable=False),
    Column("thread", Words),
    Column("message", Words, nullable=False),
    Column("edited_at", Words, nullable=False),  # "" for never: NULLs are never equal
    Column("sent_at", Instant, nullable=False),
    Column("link", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("author_name", Words, nullable=False),
    Column("author_roles", JSON, nullable=False),
    Column("author_is_bot", Boolean, nullable=False),
    Column("author_is_moderator", Boolean, nullable=False),
    # The verdict.
    Column("model", Words, nullable=False),
    Column("scores", JSON, nullable=False),  # {label: score}, or the reason why there are none
    Column("thresholds", JSON, nullable=False),  # [[label, tier, at least, action], ...]
    Column("mode", Words, nullable=False),
    Column("wanted", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("notes", JSON, nullable=False),
    # The outcome; NULL while the case is pending.
    Column("result", Words),
    Column("done", Words),
    Column("reason", Words),
    Column("remedy", Words),
    # By the database's clock, which all processes share.
    Column("opened_at", Instant, nullable=False, server_default=func.now()),
    Column("closed_at", Instant),
    Column("alerted_at", Instant),
    UniqueConstraint(
        "platform", "community", "channel", "message", "edited_at", name="one_case_a_message"
    ),
    Index("cases_by_author", "platform", "community", "author", "opened_at"),
    sqlite_autoincrement=True,  # a number that people have said is not given out again
)

Index(
    "cases_unfinished",
    cases.c.platform,
    sqlite_where=cases.c.alerted_at.is_(None),
    postgresql_where=cases.c.alerted_at.is_(None),
)
