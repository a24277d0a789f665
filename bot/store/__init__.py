"""Persistence: SQLAlchemy Core over SQLite, or over PostgreSQL for several processes."""
