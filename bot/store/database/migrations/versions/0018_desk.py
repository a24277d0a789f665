"""The desk on the web: who is signed in, links that sign somebody in once, and what was done there."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "desk_sessions",
        sa.Column("token", sa.Text(), primary_key=True),
        sa.Column("platform", sa.Text(), primary_key=True),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False, server_default=""),
        sa.Column("began_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
    )
    op.create_index("desk_sessions_by_member", "desk_sessions", ["platform", "member"])
    op.create_table(
        "desk_links",
        sa.Column("token", sa.Text(), primary_key=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("until", _TIME, nullable=False),
    )
    op.create_table(
        "desk_audit",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("done_at", _TIME, server_default=sa.func.now(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("desk_audit_by_community", "desk_audit", ["platform", "community", "number"])


def downgrade() -> None:
    """Drop them."""
    for name in ("desk_audit", "desk_links", "desk_sessions"):
        op.drop_table(name)
