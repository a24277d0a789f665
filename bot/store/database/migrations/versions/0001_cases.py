"""Case table: verdicts and outcomes, and the outbox of what is still to be done."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "cases",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("category", sa.Text),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("edited_at", sa.Text, nullable=False),
        sa.Column("sent_at", instant, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column("author_roles", sa.JSON, nullable=False),
        sa.Column("author_is_bot", sa.Boolean, nullable=False),
        sa.Column("author_is_moderator", sa.Boolean, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("scores", sa.JSON, nullable=False),
        sa.Column("thresholds", sa.JSON, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("notes", sa.JSON, nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("done", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("remedy", sa.Text),
        sa.Column("opened_at", instant, nullable=False, server_default=sa.func.now()),
        sa.Column("closed_at", instant),
        sa.Column("alerted_at", instant),
        sa.UniqueConstraint(
            "platform", "community", "channel", "message", "edited_at", name="one_case_a_message"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("cases_by_author", "cases", ["platform", "community", "author", "opened_at"])
    unalerted = sa.text("alerted_at IS NULL")
    op.create_index(
        "cases_unfinished",
        "cases",
        ["platform"],
        sqlite_where=unalerted,
        postgresql_where=unalerted,
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("cases")
