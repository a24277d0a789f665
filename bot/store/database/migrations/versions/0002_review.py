"""Tables of decisions, appeals, member reports, policy overrides and counters."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables, and fill the new columns of older cases."""
    _add_columns()
    _make_review_tables()
    _make_community_tables()


def downgrade() -> None:
    """Drop the tables and columns."""
    for table in ("counters", "settings", "flags", "appeals", "decisions"):
        op.drop_table(table)
    op.drop_index("cases_by_day", "cases")
    for column in ("is_strike", "label", "day", "parts", "is_age_restricted"):
        op.drop_column("cases", column)


def _add_columns() -> None:
    for column in (
        sa.Column("is_age_restricted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("parts", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("day", sa.Text, nullable=False, server_default=""),
        sa.Column("label", sa.Text),
        sa.Column("is_strike", sa.Boolean, nullable=False, server_default=sa.false()),
    ):
        op.add_column("cases", column)
    op.create_index("cases_by_day", "cases", ["platform", "community", "day"])
    cases = sa.table(
        "cases", sa.column("day"), sa.column("sent_at"), sa.column("done"), sa.column("is_strike")
    )
    sent_at = sa.cast(cases.c.sent_at, sa.Text)  # in UTC, as everything is on SQLite
    if op.get_bind().dialect.name == "postgresql":
        sent_at = sa.cast(sa.func.timezone("UTC", cases.c.sent_at), sa.Text)
    day = sa.func.substr(sent_at, 1, len("2026-05-01"))
    op.execute(cases.update().values(day=day))
    acted = cases.c.done.in_(["warn", "delete", "timeout", "kick", "ban"])
    op.execute(cases.update().where(acted).values(is_strike=sa.true()))


def _make_review_tables() -> None:
    op.create_table(
        "decisions",
        sa.Column("case", sa.Integer, sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("button", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("done", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("remedy", sa.Text),
        sa.Column("decided_at", INSTANT, nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "appeals",
        sa.Column("case", sa.Integer, sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("appealed_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("alerted_at", INSTANT),
    )
    op.create_table(
        "flags",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("community", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("message", sa.Text, primary_key=True),
        sa.Column("by", sa.Text, primary_key=True),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("case", sa.Integer, sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("flagged_at", INSTANT, nullable=False, server_default=sa.func.now()),
    )
    op.create_index("flags_by_case", "flags", ["case"])


def _make_community_tables() -> None:
    op.create_table(
        "settings",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("community", sa.Text, primary_key=True),
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("set_at", INSTANT, nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "counters",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("community", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
