"""The database: engine, tables, column types, writer, leases, reconnection and migrations."""
