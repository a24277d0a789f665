"""Ages of texts and what became of messages, notes on members, and when texts were last forgotten."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_NAMES = ("text_at", "is_text_kept", "is_card_stale", "message_fate", "author_fate")
_HAS_TEXT = sa.column("text_at").is_not(None)
_IS_STALE = sa.column("is_card_stale", sa.Boolean()) == sa.true()


def upgrade() -> None:
    """Add columns, indices and tables; a text is as old as its case."""
    for column in _make_columns():
        op.add_column("cases", column)
    op.execute("UPDATE cases SET text_at = opened_at")
    op.create_index(
        "texts_by_age",
        "cases",
        ["platform", "community", "text_at"],
        sqlite_where=_HAS_TEXT,
        postgresql_where=_HAS_TEXT,
    )
    op.create_index(
        "cases_to_redraw",
        "cases",
        ["platform", "number"],
        sqlite_where=_IS_STALE,
        postgresql_where=_IS_STALE,
    )
    op.create_table(
        "member_notes",
        sa.Column("number", sa.Integer(), primary_key=True),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("platform", "community", "member", "text", "by", "by_name")
        ),
        sa.Column("noted_at", _TIME, nullable=False, server_default=sa.func.now()),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "notes_by_member", "member_notes", ["platform", "community", "member", "number"]
    )
    op.create_table(
        "text_sweeps",
        sa.Column("platform", sa.Text(), primary_key=True),
        sa.Column("swept_at", _TIME, nullable=False),
        sa.Column("holder", sa.Text()),
    )


def downgrade() -> None:
    """Drop them; what was forgotten stays so."""
    op.drop_table("text_sweeps")
    op.drop_table("member_notes")
    op.drop_index("cases_to_redraw", "cases")
    op.drop_index("texts_by_age", "cases")
    for name in _NAMES:
        op.drop_column("cases", name)


def _make_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("text_at", _TIME),
        sa.Column("is_text_kept", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("is_card_stale", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("message_fate", sa.Text()),
        sa.Column("author_fate", sa.Text()),
    ]
