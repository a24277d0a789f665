"""Environment of Alembic: migrates the connection that it is given."""

from alembic import context
from sqlalchemy import Connection

from bot.store.database.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
