"""The database schema as the code sees it. A new database is made of it, an older one migrated; a test compares the two."""

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
    true,
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
    Column(
        "words", JSON, nullable=False, server_default="[]"
    ),  # [[term, label, action, spans], ...]
    # For statistics.
    Column("day", StorableText, nullable=False, server_default=""),  # in UTC, "2026-05-01"
    Column("label", StorableText),  # of the threshold that decided; NULL where none was reached
    Column("language", StorableText),  # that it was read in; NULL where the bundle tells none apart
    Column("is_strike", Boolean, nullable=False, server_default=false()),
    # Which of the message's versions all this is; the others are in `case_versions`.
    Column("version", Integer, nullable=False, server_default="0"),
    # An older case of the same message, from when each version had one.
    Column("is_superseded", Boolean, nullable=False, server_default=false()),
    Column("is_report", Boolean, nullable=False, server_default=false()),  # a member opened it
    # For a moderator's decision, see waiting.py.
    Column("is_waiting", Boolean, nullable=False, server_default=false()),
    Column("queue_at", UtcDateTime),  # by which they are sorted, see queue_order.py
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
    # For forgetting, see text_retention.py: NULL once nothing that anybody wrote is left.
    Column("text_at", UtcDateTime, default=func.now()),
    Column("is_text_kept", Boolean, nullable=False, server_default=true()),
    Column("is_card_stale", Boolean, nullable=False, server_default=false()),
    # What became of the message and its author by others' doing, see message_fates.py.
    Column("message_fate", StorableText),
    Column("author_fate", StorableText),
    UniqueConstraint(
        "platform", "community", "channel", "message", "edited_at", name="one_case_a_message"
    ),
    # These cover what is counted: a row of this table is long, and would be read for each case.
    Index("cases_in_order", "platform", "community", "number"),
    Index(
        "cases_by_author",
        *("platform", "community", "author", "number"),
        *("is_strike", "is_report", "sent_at", "channel", "message"),
    ),
    Index(
        "cases_by_day",
        *("platform", "community", "day", "label", "done", "result", "author", "number"),
        *("sent_at", "channel", "language", "version", "is_superseded"),
    ),
    sqlite_autoincrement=True,  # a number that people have said is not given out again
)

Index(
    "cases_unfinished",
    *(cases.c.platform, cases.c.community),
    sqlite_where=cases.c.alerted_at.is_(None),
)

Index(
    "cases_by_message",
    cases.c.platform,
    cases.c.community,
    cases.c.channel,
    cases.c.message,
    cases.c.sent_at,  # a nickname counts anew each time that it is given
    unique=True,
    sqlite_where=~cases.c.is_superseded,
)

Index(
    "strikes_in_order",
    *(cases.c.platform, cases.c.community, cases.c.number),
    sqlite_where=cases.c.is_strike == true(),
)

Index(
    "cases_in_queue",
    *(cases.c.platform, cases.c.community, cases.c.queue_at, cases.c.number),
    # These are filtered by: a row of the table would be read for each case that waits.
    *(cases.c.label, cases.c.channel, cases.c.thread, cases.c.author),
    sqlite_where=cases.c.is_waiting == true(),
)

Index(
    "texts_by_age",
    *(cases.c.platform, cases.c.community, cases.c.text_at),
    sqlite_where=cases.c.text_at.is_not(None),
)

Index(
    "cases_to_redraw",
    *(cases.c.platform, cases.c.number),
    sqlite_where=cases.c.is_card_stale == true(),
)

# Names by which authors of cases went: to find them by a part of one.
author_names = Table(
    "author_names",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("community", StorableText, primary_key=True),
    Column("author", StorableText, primary_key=True),
    Column("name", StorableText, primary_key=True),
)

case_versions = Table(
    "case_versions",
    metadata,
    Column("case", ForeignKey("cases.number"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    # As in `cases`.
    Column("edited_at", StorableText, nullable=False),
    Column("text", StorableText, nullable=False),
    Column("model", StorableText, nullable=False),
    Column("mode", StorableText, nullable=False),
    Column("wanted", StorableText, nullable=False),
    Column("action", StorableText, nullable=False),
    Column("parts", JSON, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("thresholds", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column(
        "words", JSON, nullable=False, server_default="[]"
    ),  # [[term, label, action, spans], ...]
    Column("label", StorableText),
    Column("language", StorableText),
    Column("result", StorableText),
    Column("done", StorableText),
    Column("reason", StorableText),
    Column("remedy", StorableText),
)

alert_cards = Table(
    "alert_cards",
    metadata,
    Column("case", ForeignKey("cases.number"), primary_key=True),
    Column("channel", StorableText, primary_key=True),
    Column("message", StorableText, primary_key=True),
    Column("shown_at", UtcDateTime, nullable=False, server_default=func.now()),
)

Index(
    "cases_unclosed",
    *(cases.c.platform, cases.c.result),
    sqlite_where=cases.c.result.is_(None),
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
    Column("version", Integer, nullable=False, server_default="0"),  # of which it was taken
    Column("clear_days", Integer, nullable=False, server_default="0"),  # of history, with a ban
    Column("is_change", Boolean, nullable=False, server_default=false()),  # takes harsher ones back
    # The outcome; NULL while it is pending.
    Column("result", StorableText),
    Column("done", StorableText),
    Column("reason", StorableText),
    Column("remedy", StorableText),
    Column("decided_at", UtcDateTime, nullable=False, server_default=func.now()),
    Column("holder", StorableText),
)

Index(
    "decisions_pending",
    decisions.c.case,
    sqlite_where=decisions.c.result.is_(None),
)

# Which moderator works on a case, and until when nobody else does: by the database's clock.
assignments = Table(
    "assignments",
    metadata,
    Column("case", ForeignKey("cases.number"), primary_key=True),
    Column("by", StorableText, nullable=False),
    Column("by_name", StorableText, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

# What is being done of a case: its rows go once that is stored in the case, the decision or the appeal.
steps = Table(
    "steps",
    metadata,
    Column("case", ForeignKey("cases.number"), primary_key=True),
    Column("part", StorableText, primary_key=True),  # "action", "decision 0", "alert", "appeal"
    Column("step", StorableText, primary_key=True),
    Column("begun_at", UtcDateTime, nullable=False, server_default=func.now()),
    Column("ends_at", UtcDateTime),  # of a timeout
    # The outcome; NULL while it is not known.
    Column("result", StorableText),
    Column("done", StorableText),
    Column("reason", StorableText),
    Column("remedy", StorableText),
)

appeals = Table(
    "appeals",
    metadata,
    Column("case", ForeignKey("cases.number"), primary_key=True),
    Column("why", StorableText, nullable=False),
    Column("version", Integer, nullable=False, server_default="0"),  # that it is about
    Column("appealed_at", UtcDateTime, nullable=False, server_default=func.now()),
    Column("alerted_at", UtcDateTime),
    Column("holder", StorableText),
)

Index(
    "appeals_unshown",
    appeals.c.case,
    sqlite_where=appeals.c.alerted_at.is_(None),
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
    Column("why", StorableText, nullable=False, server_default=""),
    # Of a message that is not the case's own.
    Column("text", StorableText, nullable=False, server_default=""),
    Column("link", StorableText, nullable=False, server_default=""),
    Column("flagged_at", UtcDateTime, nullable=False, server_default=func.now()),
    Index("flags_by_case", "case"),
    Index("flags_by_reporter", "platform", "community", "by", "flagged_at"),
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

# Who changed which setting when; NULL stands for what the policy file says.
setting_changes = Table(
    "setting_changes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("platform", StorableText, nullable=False),
    Column("community", StorableText, nullable=False),
    Column("place", StorableText, nullable=False),
    Column("key", StorableText, nullable=False),
    Column("before", StorableText),
    Column("after", StorableText),
    Column("by", StorableText, nullable=False),
    Column("by_name", StorableText, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False, server_default=func.now()),
    Index("setting_changes_in_order", "platform", "community", "number"),
    sqlite_autoincrement=True,
)

# Keys by which links are signed, each made by whichever process needs it first.
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("purpose", StorableText, primary_key=True),
    Column("key", StorableText, nullable=False),
    Column("made_at", UtcDateTime, nullable=False, server_default=func.now()),
)

counters = Table(
    "counters",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("community", StorableText, primary_key=True),
    Column("day", StorableText, primary_key=True),  # in the community's zone of then, "2026-05-01"
    # "scored", "unscored language", "overflowed", "failed"
    Column("what", StorableText, primary_key=True),
    Column("count", Integer, nullable=False),
)

# Scores of messages that a little lower threshold would have met, for a replay: no text, no id.
near_scores = Table(
    "near_scores",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("platform", StorableText, nullable=False),
    Column("community", StorableText, nullable=False),
    Column("category", StorableText),
    Column("channel", StorableText),
    Column("thread", StorableText),
    Column("is_age_restricted", Boolean, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("language", StorableText),
    Column("scores", JSON, nullable=False),  # {label: score}
    Column(
        "author", StorableText, nullable=False, server_default=""
    ),  # "" unless decisions need it
    Column("author_is_bot", Boolean, nullable=False),
    Column("author_is_moderator", Boolean, nullable=False),
    Index("near_scores_by_age", "platform", "community", "sent_at"),
)

digest_runs = Table(
    "digest_runs",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("community", StorableText, primary_key=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("begun_at", UtcDateTime),  # since when it may be posted; NULL where it was refused
    Column("sent_at", UtcDateTime),  # NULL until the digest of then is sent
    Column("holder", StorableText),  # who sends it, see leases.py
)

presence = Table(
    "presence",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

# Processes that share the shards of a bot, and who holds which; PostgreSQL only, by its own clock.
processes = Table(
    "processes",
    metadata,
    Column("process", StorableText, primary_key=True),
    Column("bot", StorableText, nullable=False),
    Column("shards", Integer, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

# Processes that share a platform without shards; PostgreSQL only, by its own clock.
platform_processes = Table(
    "platform_processes",
    metadata,
    Column("process", StorableText, primary_key=True),
    Column("platform", StorableText, primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

shard_leases = Table(
    "shard_leases",
    metadata,
    Column("bot", StorableText, primary_key=True),
    Column("shards", Integer, primary_key=True, autoincrement=False),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("holder", StorableText),
    Column("until", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime),  # until when every message of the shard was seen
)

identify_turns = Table(
    "identify_turns",
    metadata,
    Column("bot", StorableText, primary_key=True),
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    Column("next_at", UtcDateTime, nullable=False),
)

admin_notices = Table(
    "admin_notices",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("community", StorableText, primary_key=True),
    Column("told_at", UtcDateTime, nullable=False, server_default=func.now()),
)

timeouts = Table(
    "timeouts",
    metadata,
    Column("case", ForeignKey("cases.number"), primary_key=True),
    Column("ends_at", UtcDateTime, primary_key=True),
    Column("former_end", UtcDateTime),  # of a shorter one that somebody else had set
)

author_notices = Table(
    "author_notices",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("community", StorableText, primary_key=True),
    Column("author", StorableText, primary_key=True),
    Column("told_at", UtcDateTime, nullable=False),
    Column("held", Integer, nullable=False, server_default="0"),  # notices since then
    Column("case", ForeignKey("cases.number")),  # the latest of these
)

member_notes = Table(
    "member_notes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("platform", StorableText, nullable=False),
    Column("community", StorableText, nullable=False),
    Column("member", StorableText, nullable=False),
    Column("text", StorableText, nullable=False),
    Column("by", StorableText, nullable=False),
    Column("by_name", StorableText, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False, server_default=func.now()),
    Index("notes_by_member", "platform", "community", "member", "number"),
    sqlite_autoincrement=True,
)

# When a platform's texts were last looked through for those to forget, and who does it now.
text_sweeps = Table(
    "text_sweeps",
    metadata,
    Column("platform", StorableText, primary_key=True),
    Column("swept_at", UtcDateTime, nullable=False),
    Column("holder", StorableText),
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

# The desk on the web. Of tokens, only the hash.
desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("token", StorableText, primary_key=True),
    Column("platform", StorableText, primary_key=True),
    Column("member", StorableText, nullable=False),
    # The only one in which the id is theirs, where a platform's ids are of a community; "" for all.
    Column("community", StorableText, nullable=False, server_default=""),
    Column("began_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Index("desk_sessions_by_member", "platform", "member"),
)

desk_links = Table(
    "desk_links",
    metadata,
    Column("token", StorableText, primary_key=True),
    Column("platform", StorableText, nullable=False),
    Column("member", StorableText, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

desk_audit = Table(
    "desk_audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("platform", StorableText, nullable=False),
    Column("community", StorableText, nullable=False),
    Column("by", StorableText, nullable=False),
    Column("by_name", StorableText, nullable=False),
    Column("what", StorableText, nullable=False),  # "dismiss 17"; never what a member wrote
    Column("done_at", UtcDateTime, nullable=False, server_default=func.now()),
    Index("desk_audit_by_community", "platform", "community", "number"),
    sqlite_autoincrement=True,
)
