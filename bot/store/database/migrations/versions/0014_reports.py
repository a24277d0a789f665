"""Languages of cases, scores near a threshold, the last digest of each community, and a wider index."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_BY_DAY = ("platform", "community", "day", "label", "done", "result", "author", "number")


def upgrade() -> None:
    """Create them; cases of before keep no language."""
    op.add_column("cases", sa.Column("language", sa.Text()))
    op.add_column("case_versions", sa.Column("language", sa.Text()))
    op.drop_index("cases_by_day", "cases")
    op.create_index("cases_by_day", "cases", [*_BY_DAY, "sent_at", "channel", "language"])
    op.create_table(
        "near_scores",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("category", "channel", "thread")),
        sa.Column("is_age_restricted", sa.Boolean(), nullable=False),
        sa.Column("sent_at", _TIME, nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False, server_default=""),
        sa.Column("author_is_bot", sa.Boolean(), nullable=False),
        sa.Column("author_is_moderator", sa.Boolean(), nullable=False),
    )
    op.create_index("near_scores_by_age", "near_scores", ["platform", "community", "sent_at"])
    op.create_table(
        "digest_runs",
        sa.Column("platform", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), primary_key=True),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("sent_at", _TIME),
        sa.Column("holder", sa.Text()),
    )


def downgrade() -> None:
    """Drop them, and create the former index again."""
    op.drop_table("digest_runs")
    op.drop_table("near_scores")
    op.drop_index("cases_by_day", "cases")
    op.create_index("cases_by_day", "cases", list(_BY_DAY))
    op.drop_column("case_versions", "language")
    op.drop_column("cases", "language")
