"""Shards: the processes that share a bot's, who holds which, and whose turn it is to begin a session."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "processes",
        sa.Column("process", sa.Text(), primary_key=True),
        sa.Column("bot", sa.Text(), nullable=False),
        sa.Column("shards", sa.Integer(), nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
    )
    op.create_table(
        "shard_leases",
        sa.Column("bot", sa.Text(), primary_key=True),
        sa.Column("shards", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("shard", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("holder", sa.Text()),
        sa.Column("until", _TIME, nullable=False),
        sa.Column("seen_at", _TIME),
    )
    op.create_table(
        "identify_turns",
        sa.Column("bot", sa.Text(), primary_key=True),
        sa.Column("bucket", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("next_at", _TIME, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("identify_turns", "shard_leases", "processes"):
        op.drop_table(name)
