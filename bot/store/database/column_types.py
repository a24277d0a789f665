"""Column types that hold the same on every database."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Text, TypeDecorator


class StringList(TypeDecorator[str]):
    """Text without what databases refuse, NUL and lone surrogates: "a", NUL, "b" -> "ab"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Strip on the way in."""
        if value is None:
            return None
        return value.replace("\x00", "").encode(errors="ignore").decode()


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, always with its zone, also from SQLite, which knows none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """To UTC on the way in; a moment without a zone is refused."""
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
        """With its zone on the way out."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)
