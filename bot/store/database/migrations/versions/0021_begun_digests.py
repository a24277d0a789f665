"""Beginnings of digests: since when one may be posted whose end is not recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the column; a digest that is being sent meanwhile counts as one that was not begun."""
    op.add_column("digest_runs", sa.Column("begun_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("digest_runs", "begun_at")
