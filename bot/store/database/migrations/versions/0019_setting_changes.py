"""The desk on the web: who changed which setting when, and the keys by which links are signed."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "setting_changes",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("changed_at", _TIME, nullable=False, server_default=sa.func.now()),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "setting_changes_in_order", "setting_changes", ["platform", "community", "number"]
    )
    op.create_table(
        "signing_keys",
        sa.Column("purpose", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False, server_default=sa.func.now()),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("signing_keys", "setting_changes"):
        op.drop_table(name)
