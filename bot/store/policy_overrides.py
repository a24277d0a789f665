"""Policy overrides that moderators set with `/toxicity`, as stored in the table `settings`."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Author
from bot.domain.policy_overrides import ALERT_CHANNEL, StoredOverride
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import settings
from bot.store.database.writer import Writer, insert_into
from bot.store.setting_changes import SettingChanges, record_changes


class PolicyOverrides:
    """Overrides by platform, community, scope and key. `PolicyResolver` lays them over the policy file."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.history = SettingChanges(writer.reader)
        insert = insert_into(settings, writer.engine)
        self._upsert = insert.on_conflict_do_update(
            index_elements=list(settings.primary_key),
            set_={name: insert.excluded[name] for name in ("value", "by")} | {"set_at": func.now()},
        )

    @retry_if_disconnected
    async def find(self, platform: str, community: str) -> list[StoredOverride]:
        """Return the overrides of a community, by scope and key."""
        c = settings.c
        query = (
            select(c.place, c.key, c.value, c.by, c.set_at)
            .where(c.platform == platform, c.community == community)
            .order_by(c.place, c.key)
        )
        async with self._writer.reader.connect() as connection:
            return [StoredOverride(*row) for row in await connection.execute(query)]

    async def find_alert_channel(self, platform: str, community: str) -> str | None:
        """Return the channel that an administrator of a community confirmed for alerts; None without one."""
        overrides = await self.find(platform, community)
        return next((each.value for each in overrides if each.key == ALERT_CHANNEL), None)

    async def change(
        self,
        platform: str,
        community: str,
        *,
        changes: Sequence[tuple[str, str, str | None]],
        by: Author,
    ) -> None:
        """Store (scope, key, value) overrides and who changed what; a value of None removes the override."""
        c = settings.c

        async def work(connection: AsyncConnection) -> None:
            await record_changes(connection, (platform, community), changes, by)
            for scope, key, value in changes:
                row = {"platform": platform, "community": community, "place": scope, "key": key}
                if value is None:
                    is_this = (c[name] == cell for name, cell in row.items())
                    await connection.execute(delete(settings).where(*is_this))
                else:
                    await connection.execute(self._upsert, {**row, "value": value, "by": by.id})

        await self._writer.write(work)
