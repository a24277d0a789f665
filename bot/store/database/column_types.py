"""Column types that behave the same on every database."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Text, TypeDecorator


class StorableText(TypeDecorator[str]):
    """Text, less the NULs and lone surrogates that databases refuse: "a", NUL, "b" -> "ab"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Remove what databases refuse."""
        if value is None:
            return None
        return value.replace("\x00", "").encode(errors="ignore").decode()


class UtcDateTime(TypeDecorator[datetime]):
    """A time in UTC, always with its zone, also from SQLite, which stores none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Convert to UTC.

        Raises:
            ValueError: the time has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Add the zone where the database has stored none."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)
