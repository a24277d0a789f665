"""The tables as the code sees them. Alembic's migrations make them; a test compares the two."""

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

from bot.store.database.column_types import Instant, StringList

metadata = MetaData()

cases = Table(
    "cases",
    metadata,
    Column("number", Integer, primary_key=True),
    # The message, as the platform told of it.
    Column("platform", StringList, nullable=False),
    Column("community", StringList, nullable=False),
    Column("category", StringList),
    Column("channel", StringList, nullable=False),
    Column("thread", StringList),
    Column("message", StringList, nullable=False),
    Column("edited_at", StringList, nullable=False),  # "" for never: NULLs are never equal
    Column("sent_at", Instant, nullable=False),
    Column("link", StringList, nullable=False),
    Column("is_age_restricted", Boolean, nullable=False, server_default=false()),
    Column("parts", JSON, nullable=False, server_default="[]"),  # ids of earlier messages
    Column("text", StringList, nullable=False),
    Column("author", StringList, nullable=False),
    Column("author_name", StringList, nullable=False),
    Column("author_roles", JSON, nullable=False),
    Column("author_is_bot", Boolean, nullable=False),
    Column("author_is_moderator", Boolean, nullable=False),
    # The verdict.
    Column("model", StringList, nullable=False),
    Column("scores", JSON, nullable=False),  # {label: score}, or the reason why there are none
    Column("thresholds", JSON, nullable=False),  # [[label, tier, at least, action], ...]
    Column("mode", StringList, nullable=False),
    Column("wanted", StringList, nullable=False),
    Column("action", StringList, nullable=False),
    Column("notes", JSON, nullable=False),
    # To be counted by.
    Column("day", StringList, nullable=False, server_default=""),  # in UTC, "2026-05-01"
    Column("label", StringList),  # of the threshold that decided; NULL where none was reached
    Column("is_strike", Boolean, nullable=False, server_default=false()),
    # The outcome; NULL while the case is pending.
    Column("result", StringList),
    Column("done", StringList),
    Column("reason", StringList),
    Column("remedy", StringList),
    # By the database's clock, which all processes share.
    Column("opened_at", Instant, nullable=False, server_default=func.now()),
    Column("closed_at", Instant),
    Column("alerted_at", Instant),
    Column(
        "holder", StringList
    ),  # the process that works on it; NULL on SQLite, which is not shared
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
    # The second to press at the same place finds it taken: that is what makes a press count once.
    Column("case", ForeignKey("cases.number"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("button", StringList, nullable=False),
    Column("by", StringList, nullable=False),
    Column("by_name", StringList, nullable=False),
    Column("why", StringList, nullable=False, server_default=""),
    # The outcome; NULL while it is pending.
    Column("result", StringList),
    Column("done", StringList),
    Column("reason", StringList),
    Column("remedy", StringList),
    Column("decided_at", Instant, nullable=False, server_default=func.now()),
    Column("holder", StringList),
)

appeals = Table(
    "appeals",
    metadata,
    Column("case", ForeignKey("cases.number"), primary_key=True),
    Column("why", StringList, nullable=False),
    Column("appealed_at", Instant, nullable=False, server_default=func.now()),
    Column("alerted_at", Instant),
    Column("holder", StringList),
)

flags = Table(
    "flags",
    metadata,
    Column("platform", StringList, primary_key=True),
    Column("community", StringList, primary_key=True),
    Column("channel", StringList, primary_key=True),
    Column("message", StringList, primary_key=True),
    Column("by", StringList, primary_key=True),
    Column("by_name", StringList, nullable=False),
    Column("case", ForeignKey("cases.number"), nullable=False),
    Column("flagged_at", Instant, nullable=False, server_default=func.now()),
    Index("flags_by_case", "case"),
)

settings = Table(
    "settings",
    metadata,
    Column("platform", StringList, primary_key=True),
    Column("community", StringList, primary_key=True),
    Column("place", StringList, primary_key=True),
    Column("key", StringList, primary_key=True),
    Column("value", StringList, nullable=False),
    Column("by", StringList, nullable=False),
    Column("set_at", Instant, nullable=False, server_default=func.now()),
)

counters = Table(
    "counters",
    metadata,
    Column("platform", StringList, primary_key=True),
    Column("community", StringList, primary_key=True),
    Column("day", StringList, primary_key=True),  # in UTC, "2026-05-01"
    Column(
        "what", StringList, primary_key=True
    ),  # "scored", "unscored language", "overflowed", "failed"
    Column("count", Integer, nullable=False),
)

presence = Table(
    "presence",
    metadata,
    Column("platform", StringList, primary_key=True),
    Column("seen_at", Instant, nullable=False),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("community", StringList, nullable=False),  # as the client calls it, "" for none
    Column("text", StringList, nullable=False),
    Column("scores", JSON, nullable=False),  # {label: score}
    Column("suggested_at", Instant, nullable=False, server_default=func.now()),
)
