"""The own words that were found in a message."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLES = ("cases", "case_versions")


def upgrade() -> None:
    """Add them; none were looked for before."""
    for table in _TABLES:
        column = sa.Column("words", sa.JSON(), nullable=False, server_default="[]")
        op.add_column(table, column)


def downgrade() -> None:
    """Drop them; what they led to stays."""
    for table in _TABLES:
        op.drop_column(table, "words")
