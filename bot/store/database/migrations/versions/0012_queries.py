"""Indices for what is asked of many cases, the mark of those that wait, and the names of authors."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_HERE = ("platform", "community")
_INDICES = {
    "cases_in_order": (*_HERE, "number"),
    "cases_by_author": (
        *(*_HERE, "author", "number"),
        *("is_strike", "is_report", "sent_at", "channel", "message"),
    ),
    "cases_by_day": (*_HERE, "day", "label", "done", "result", "author", "number"),
}
_MARKED = {"cases_waiting": "is_waiting", "strikes_in_order": "is_strike"}

_MARK_WAITING = """
    UPDATE cases SET is_waiting = true WHERE
    (done IN ('none', 'flag') AND result <> 'withheld' AND NOT EXISTS (
        SELECT 1 FROM decisions AS d WHERE d."case" = cases.number AND d.version = cases.version
        AND (d.result IS NULL OR d.result IN ('done', 'gone'))
    ))
    OR EXISTS (
        SELECT 1 FROM appeals AS a WHERE a."case" = cases.number AND NOT EXISTS (
            SELECT 1 FROM decisions AS d WHERE d."case" = a."case" AND d.version >= a.version
            AND (d.result IS NULL OR d.result IN ('done', 'gone'))
            AND d.button IN ('uphold', 'overturn', 'dismiss', 'undo')
        )
    )
"""
_NAME_AUTHORS = """
    INSERT INTO author_names (platform, community, author, name)
    SELECT DISTINCT platform, community, author, author_name FROM cases
"""


def upgrade() -> None:
    """Create the indices, the column and the table, and fill these two."""
    op.add_column(
        "cases", sa.Column("is_waiting", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "author_names",
        *(
            sa.Column(name, sa.Text(), primary_key=True)
            for name in ("platform", "community", "author", "name")
        ),
    )
    op.execute(_MARK_WAITING)
    op.execute(_NAME_AUTHORS)
    for name in ("cases_by_author", "cases_by_day"):
        op.drop_index(name, "cases")
    for name, columns in _INDICES.items():
        op.create_index(name, "cases", list(columns))
    for name, mark in _MARKED.items():
        # In the words of queries, or SQLite does not use it: "is_waiting = 1" there.
        where = sa.column(mark, sa.Boolean()) == sa.true()
        op.create_index(
            name, "cases", [*_HERE, "number"], sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    """Drop them, and create the former indices again."""
    for name in (*_INDICES, *_MARKED):
        op.drop_index(name, "cases")
    op.create_index("cases_by_author", "cases", [*_HERE, "author", "opened_at"])
    op.create_index("cases_by_day", "cases", [*_HERE, "day"])
    op.drop_table("author_names")
    op.drop_column("cases", "is_waiting")
