"""Table of notices to administrators: that alerts cannot be shown is told once."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "admin_notices",
        sa.Column("platform", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), primary_key=True),
        sa.Column(
            "told_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("admin_notices")
