"""The database itself: engine, tables, column types, writer, leases and migrations."""
