"""The order of the queue, who works on a case, and how much history a ban clears."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_IS_WAITING = sa.column("is_waiting", sa.Boolean()) == sa.true()
_COLUMNS = (
    *("platform", "community", "queue_at", "number"),
    *("label", "channel", "thread", "author"),
)
_BEFORE = ("platform", "community", "number")


def upgrade() -> None:
    """Add them; a case of before is as urgent as it is old."""
    op.add_column("cases", sa.Column("queue_at", _TIME))
    op.execute("UPDATE cases SET queue_at = sent_at")
    op.drop_index("cases_waiting", "cases")
    op.create_index(
        "cases_in_queue",
        "cases",
        list(_COLUMNS),
        sqlite_where=_IS_WAITING,
        postgresql_where=_IS_WAITING,
    )
    op.add_column(
        "decisions", sa.Column("clear_days", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "decisions", sa.Column("is_change", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "assignments",
        sa.Column("case", sa.Integer(), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("until", _TIME, nullable=False),
    )


def downgrade() -> None:
    """Drop them; who took a case has it no longer."""
    op.drop_table("assignments")
    op.drop_column("decisions", "is_change")
    op.drop_column("decisions", "clear_days")
    op.drop_index("cases_in_queue", "cases")
    op.create_index(
        "cases_waiting",
        "cases",
        list(_BEFORE),
        sqlite_where=_IS_WAITING,
        postgresql_where=_IS_WAITING,
    )
    op.drop_column("cases", "queue_at")
