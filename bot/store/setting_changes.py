"""History of settings: each change of an override, by whom and when, the newest first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.message import Author
from bot.domain.setting_changes import SettingChange
from bot.store.database.column_types import UtcDateTime
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import setting_changes, settings


class SettingChanges:
    """Read-only queries over the history of settings."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @retry_if_disconnected
    async def latest(
        self, platform: str, community: str, *, before: int | None = None, limit: int
    ) -> list[SettingChange]:
        """Return the latest changes in a community, newest first; those `before` a number."""
        c = setting_changes.c
        query = (
            select(c.number, c.place, c.key, c.before, c.after, c.by, c.by_name, c.changed_at)
            .where(c.platform == platform, c.community == community)
            .order_by(c.number.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(c.number < before)
        async with self._engine.connect() as connection:
            return [SettingChange(*row) for row in await connection.execute(query)]

    @retry_if_disconnected
    async def find(self, platform: str, community: str, number: int) -> SettingChange | None:
        """Find a change of a community by its number."""
        found = await self.latest(platform, community, before=number + 1, limit=1)
        return found[0] if found and found[0].number == number else None


async def record_changes(
    connection: AsyncConnection,
    where: tuple[str, str],
    changes: Sequence[tuple[str, str, str | None]],
    by: Author,
) -> None:
    """Record what (scope, key, value) changes will alter of a community's overrides, before they are stored."""
    platform, community = where
    c = settings.c
    here = (c.platform == platform, c.community == community)
    rows = await connection.execute(select(c.place, c.key, c.value).where(*here))
    held = {(place, key): value for place, key, value in rows}
    at = await connection.scalar(select(type_coerce(func.now(), UtcDateTime)))
    altered: list[dict[str, Any]] = [
        {
            "platform": platform,
            "community": community,
            "place": scope,
            "key": key,
            "before": held.get((scope, key)),
            "after": value,
            "by": by.id,
            "by_name": by.name,
            "changed_at": at,  # the same for all that is changed at once
        }
        for scope, key, value in changes
        if held.get((scope, key)) != value
    ]
    if altered:
        await connection.execute(insert(setting_changes), altered)
