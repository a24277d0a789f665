"""Lease columns: the process that works on a pending row."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BEGUN = ("cases", "decisions", "appeals")


def upgrade() -> None:
    """Create the columns."""
    for table in _BEGUN:
        op.add_column(table, sa.Column("holder", sa.Text()))


def downgrade() -> None:
    """Drop the columns."""
    for table in _BEGUN:
        op.drop_column(table, "holder")
