"""Beginnings of digests, since when one may be posted whose end is not recorded, and a wider index."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_BY_DAY = ("platform", "community", "day", "label", "done", "result", "author", "number")
_FORMER = (*_BY_DAY, "sent_at", "channel", "language")


def upgrade() -> None:
    """Create them; a digest that is being sent meanwhile counts as one that was not begun."""
    op.add_column("digest_runs", sa.Column("begun_at", sa.DateTime(timezone=True)))
    op.drop_index("cases_by_day", "cases")
    op.create_index("cases_by_day", "cases", [*_FORMER, "version", "is_superseded"])


def downgrade() -> None:
    """Drop the column, and create the former index again."""
    op.drop_index("cases_by_day", "cases")
    op.create_index("cases_by_day", "cases", list(_FORMER))
    op.drop_column("digest_runs", "begun_at")
