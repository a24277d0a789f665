"""Pending work: indices of what each start takes up, else it is looked for among all there ever was."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_UNCLOSED = "cases_unclosed"


def upgrade() -> None:
    """Create the indices; that of cases anew, so that SQLite prefers it to one with more columns."""
    op.drop_index(_UNCLOSED, table_name="cases")
    _create(_UNCLOSED, "cases", ["platform", "result"], pending="result")
    _create("decisions_pending", "decisions", ["case"], pending="result")
    _create("appeals_unshown", "appeals", ["case"], pending="alerted_at")


def downgrade() -> None:
    """Create that of cases as it was, and drop the others."""
    op.drop_index("appeals_unshown", table_name="appeals")
    op.drop_index("decisions_pending", table_name="decisions")
    op.drop_index(_UNCLOSED, table_name="cases")
    _create(_UNCLOSED, "cases", ["platform"], pending="result")


def _create(index: str, table: str, columns: list[str], *, pending: str) -> None:
    """Create an index of the rows in which this column is not set yet."""
    is_pending = sa.text(f"{pending} IS NULL")
    op.create_index(index, table, columns, sqlite_where=is_pending, postgresql_where=is_pending)
