"""Unfinished cases by community: else those that nobody was shown are looked for among all of a community."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INDEX = "cases_unfinished"


def upgrade() -> None:
    """Create the index anew, with the community."""
    _create_anew("platform", "community")


def downgrade() -> None:
    """Create it as it was."""
    _create_anew("platform")


def _create_anew(*columns: str) -> None:
    unalerted = sa.text("alerted_at IS NULL")
    op.drop_index(_INDEX, table_name="cases")
    op.create_index(
        _INDEX, "cases", list(columns), sqlite_where=unalerted, postgresql_where=unalerted
    )
