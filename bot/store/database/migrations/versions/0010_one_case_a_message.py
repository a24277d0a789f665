"""Versions of a message in its one case, cards of alerts, and member reports with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MESSAGE = ("platform", "community", "channel", "message", "sent_at")
_TEXT_COLUMNS = (("flags", "why"), ("flags", "text"), ("flags", "link"))
_VERSION_COLUMNS = ("cases", "decisions", "appeals")
_MARK_COLUMNS = ("is_superseded", "is_report")


def upgrade() -> None:
    """Create the tables and columns; of several cases of one message, the latest one goes on."""
    _create_tables()
    for table in _VERSION_COLUMNS:
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    for name in _MARK_COLUMNS:
        op.add_column(
            "cases", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    for table, name in _TEXT_COLUMNS:
        op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=""))
    _mark_cases()
    op.create_index("flags_by_reporter", "flags", ["platform", "community", "by", "flagged_at"])
    goes_on = sa.text("NOT is_superseded")
    op.create_index(
        "cases_by_message",
        "cases",
        list(_MESSAGE),
        unique=True,
        sqlite_where=goes_on,
        postgresql_where=goes_on,
    )


def downgrade() -> None:
    """Drop the tables and columns; earlier and later versions of a message are lost."""
    op.drop_index("flags_by_reporter", "flags")
    op.drop_index("cases_by_message", "cases")
    for table, name in reversed(_TEXT_COLUMNS):
        op.drop_column(table, name)
    for name in reversed(_MARK_COLUMNS):
        op.drop_column("cases", name)
    for table in reversed(_VERSION_COLUMNS):
        op.drop_column(table, "version")
    op.drop_table("alert_cards")
    op.drop_table("case_versions")


def _mark_cases() -> None:
    names = ("number", "notes", *_MARK_COLUMNS, *_MESSAGE)
    cases = sa.table("cases", *map(sa.column, names))
    latest = sa.select(sa.func.max(cases.c.number)).group_by(*(cases.c[name] for name in _MESSAGE))
    is_older = cases.c.number.not_in(latest.scalar_subquery())
    op.execute(cases.update().where(is_older).values(is_superseded=sa.true()))
    is_report = sa.cast(cases.c.notes, sa.Text).contains('"reported by a member"')
    op.execute(cases.update().where(is_report).values(is_report=sa.true()))


def _create_tables() -> None:
    op.create_table(
        "case_versions",
        sa.Column("case", sa.Integer(), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("edited_at", "text", "model")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("mode", "wanted", "action")),
        *(
            sa.Column(name, sa.JSON(), nullable=False)
            for name in ("parts", "scores", "thresholds", "notes")
        ),
        *(sa.Column(name, sa.Text()) for name in ("label", "result", "done", "reason", "remedy")),
    )
    op.create_table(
        "alert_cards",
        sa.Column("case", sa.Integer(), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("channel", sa.Text(), primary_key=True),
        sa.Column("message", sa.Text(), primary_key=True),
        sa.Column(
            "shown_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
    )
