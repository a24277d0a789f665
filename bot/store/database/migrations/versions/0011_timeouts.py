"""Tables of the timeouts that the bot has set, and of what authors were last told."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "timeouts",
        sa.Column("case", sa.Integer(), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("former_end", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "author_notices",
        sa.Column("platform", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), primary_key=True),
        sa.Column("author", sa.Text(), primary_key=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("case", sa.Integer(), sa.ForeignKey("cases.number")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("author_notices")
    op.drop_table("timeouts")
