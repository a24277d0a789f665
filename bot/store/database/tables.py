"""The database schema as the code sees it. Alembic's migrations make it; a test compares the two."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    func,
)

from bot.store.database.column_types import StorableText, UtcDateTime

metadata = MetaData()

cases = Table(
    "cases",
    metadata,
    Column("number", Integer, primary_key=True),
    # The message, as the platform reported it.
    Column("platform", StorableText, nullable=False),
    Column("community", StorableText, nullable=False),
    Column("category", StorableText),
    Column("channel", StorableText, nullable=False),
    Column("thread", StorableText),
    Column("message", StorableText, nullable=False),
    Column("edited_at", StorableText, nullable=False),  # "" for never: NULLs are never equal
    Column("sent_at", UtcDateTime, nullable=False),
    Column("link", StorableText, nullable=False),
    Column("is_age_restricted", Boolean, nullable=False, server_default=false()),
    Column("parts", JSON, nullable=False, server_default="[]"),  # ids of earlier messages
    Column("text", StorableText, nullable=False),
    Column("author", StorableText, nullable=False),
    Column("author_name", StorableText, nullable=False),
    Column("author_roles", JSON, nullable=False),
    Column("author_is_bot", Boolean, nullable=False),
    Column("author_is_moderator", Boolean, nullable=False),
    # The verdict.
    Column("model", StorableText, nullable=False),
    Column("scores", JSON, nullable=False),  # {label: score}, or the reason why there are none
    Column("thresholds", JSON, nullable=False),  # [[label, tier, at least, action], ...]
    Column("mode", StorableText, nullable=False),
    Column("wanted", StorableText, nullable=False),
    Column("action", StorableText, nullable=False),
    Column("notes", JSON, nullable=False),
    # For statistics.
    Column("day", StorableText, nullable=False, server_default=""),  # in UTC, "2026-05-01"
    Column("label", StorableText),  # of the threshold that decided; NULL where none was reached
    Column("is_strike", Boolean, nullable=False, server_default=false()),
    # The outcome; NULL while the case is pending.
    Column("result", StorableText),
    Column("done", StorableText),
    Column("reason", StorableText),
    Column("remedy", StorableText),
    # By the database's clock, which all processes share.
    Column("opened_at", UtcDateTime, nullable=False, server_default=func.now()),
    Column("closed_at", UtcDateTime),
    Column("alerted_at", UtcDateTime),
    Column("holder", StorableText),  # lease owner, see leases.py; NULL on SQLite
    UniqueConstraint(
        "platform", "community", "channel", "message", "edited_at", name="one_case_a_message"
    ),
    Index("cases_by_author", "platform", "community", "author", "opened_at"),
    Index("cases_by_day", "platform", "community", "day"),
    sqlite_autoincrement=True,  # a number that people have said is not given out again
)

Index(
    "cases_unfinished",
    cases.c.platform,
    sqlite_where=cases.c.alerted_at.is_(None),
    postgresql_where=cases.c.alerted_at.is_(None),
)

decisions = Table(
    "decisions",
    metadata,
    # The key is what makes a press count once: the second at the same place finds it taken.
    Column("case", ForeignKey("cases.number"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("button", StorableText, nullable=False),
    Column("by", StorableText, nullable=False),
    Column("by_name", StorableText, nullable=False),
    Column("why", StorableText, nullable=False, server_default=""),
    # The outcome; NULL while it is pending.
    Column("result", StorableText),
    Column("done", StorableText),
    Column("reason", StorableText),
    Column("remedy", StorableText),
    Column("decided_at", UtcDateTime, nullable=False, server_default=func.now()),
    Column("holder", StorableText),
)

appeals = Table(
    "appeals",
    metadata,
    Column("case", ForeignKey("cases.number"), primary_key=True),
    Column("why", StorableText, nullable=False),
    Column("appealed_at", UtcDateTime, nullable=False, server_default=func.now()),
    Column("alerted_at", UtcDateTime),
    Column("holder", StorableText),
)

flags = Table(
    "flags",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("community", StorableText, primary_key=True),
    Column("channel", StorableText, primary_key=True),
    Column("message", StorableText, primary_key=True),
    Column("by", StorableText, primary_key=True),
    Column("by_name", StorableText, nullable=False),
    Column("case", ForeignKey("cases.number"), nullable=False),
    Column("flagged_at", UtcDateTime, nullable=False, server_default=func.now()),
    Index("flags_by_case", "case"),
)

settings = Table(
    "settings",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("community", StorableText, primary_key=True),
    Column("place", StorableText, primary_key=True),
    Column("key", StorableText, primary_key=True),
    Column("value", StorableText, nullable=False),
    Column("by", StorableText, nullable=False),
    Column("set_at", UtcDateTime, nullable=False, server_default=func.now()),
)

counters = Table(
    "counters",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("community", StorableText, primary_key=True),
    Column("day", StorableText, primary_key=True),  # in UTC, "2026-05-01"
    # "scored", "unscored language", "overflowed", "failed"
    Column("what", StorableText, primary_key=True),
    Column("count", Integer, nullable=False),
)

presence = Table(
    "presence",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

admin_notices = Table(
    "admin_notices",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("community", StorableText, primary_key=True),
    Column("told_at", UtcDateTime, nullable=False, server_default=func.now()),
)

erasures = Table(
    "erasures",
    metadata,
    Column("platform", StorableText, nullable=False),
    Column("community", StorableText, nullable=False),
    Column("pseudonym", StorableText, primary_key=True),  # as in the rows that were erased
    Column("by", StorableText, nullable=False),
    Column("erased_at", UtcDateTime, nullable=False, server_default=func.now()),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("community", StorableText, nullable=False),  # as the client calls it, "" for none
    Column("text", StorableText, nullable=False),
    Column("scores", JSON, nullable=False),  # {label: score}
    Column("suggested_at", UtcDateTime, nullable=False, server_default=func.now()),
)
