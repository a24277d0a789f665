"""Database URLs: the databases that the bot can use, with their async drivers."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}


def parse_url(url: str) -> URL:
    """Parse a database URL and set its async driver: "sqlite:///x.db" -> sqlite+aiosqlite:///x.db.

    Raises:
        ValueError: it is no database URL, or one of an unsupported database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("an address such as sqlite+aiosqlite:///parley.db") from None
    backend = parsed.get_backend_name()
    if backend not in _DRIVERS:
        raise ValueError("sqlite+aiosqlite:///FILE or postgresql+asyncpg://USER@HOST/NAME")
    return parsed.set(drivername=_DRIVERS[backend])
