"""What Alembic runs; shipped with the package and applied at start."""
