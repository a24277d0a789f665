"""Table of steps: what of an action, a decision or an alert was begun, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and the index of what is not done."""
    op.create_table(
        "steps",
        sa.Column("case", sa.Integer(), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("part", sa.Text(), primary_key=True),
        sa.Column("step", sa.Text(), primary_key=True),
        sa.Column(
            "begun_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("result", sa.Text()),
        sa.Column("done", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("remedy", sa.Text()),
    )
    unclosed = sa.text("result IS NULL")
    op.create_index(
        "cases_unclosed", "cases", ["platform"], sqlite_where=unclosed, postgresql_where=unclosed
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_index("cases_unclosed", "cases")
    op.drop_table("steps")
