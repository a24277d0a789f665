"""Schema of the database: its revision, and the upgrade to the newest one.

Most starts find the newest revision or nothing, and need no Alembic: a fifth of a second, and 10 MiB.
"""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.store.database import tables
from bot.store.database.postgres import lock_migrations

MIGRATIONS = Path(__file__).parent / "migrations"

NEWEST = max(path.stem.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))
"""The revision that this release needs: "0022"."""

_REVISION = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True)
)
"""Alembic's own table."""


class SchemaError(Exception):
    """A schema that this release does not know. The message is Alembic's."""


def find_revision(connection: Connection) -> str | None:
    """Find the revision of a database; None for an empty one."""
    if not inspect(connection).has_table(_REVISION.name):
        return None
    revision: str | None = connection.scalar(_REVISION.select())
    return revision


def upgrade(connection: Connection) -> None:
    """Upgrade a database to the newest revision; what several processes begin at once waits for the first.

    Raises:
        SchemaError: another release wrote it, whose migrations are not among these.
    """
    if find_revision(connection) == NEWEST:
        return
    lock_migrations(connection)
    revision = find_revision(connection)  # as another process may have left it meanwhile
    if revision is None:
        _create(connection)
    elif revision != NEWEST:
        _migrate(connection)


def _create(connection: Connection) -> None:
    """Create the tables as all migrations together would.

    Indexes come in one order: of two that serve a question alike, SQLite takes the one that was made last.
    """
    for table in tables.metadata.sorted_tables:
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            connection.execute(CreateIndex(index))
    _REVISION.create(connection, checkfirst=True)
    connection.execute(insert(_REVISION).values(version_num=NEWEST))


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise SchemaError(str(error)) from error
