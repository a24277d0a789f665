"""Stored tokens: those of each workspace's installations, by which a process notices what another has stored."""

from typing import TypeAlias

from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore

WorkspaceKey: TypeAlias = tuple[str | None, str | None]
"""The ids of a workspace's enterprise and its own."""

Tokens: TypeAlias = tuple[str, ...]


async def read_tokens(
    store: AsyncSQLAlchemyInstallationStore, team: str | None = None
) -> dict[WorkspaceKey, Tokens]:
    """Return the tokens of bots and users in each workspace that has a bot's, or in one of them.

    In the order in which they were stored first: two calls return the same while nothing was stored or deleted.
    """
    found: dict[WorkspaceKey, list[str]] = {}
    async with store.engine.connect() as connection:
        for table, kind in ((store.bots, "bot_token"), (store.installations, "user_token")):
            columns = table.c
            query = table.select().where(columns.client_id == store.client_id).order_by(columns.id)
            if team is not None:
                query = query.where(columns.team_id == team)
            for row in (await connection.execute(query)).mappings():
                key = row["enterprise_id"], row["team_id"]
                if table is store.bots or key in found:
                    found.setdefault(key, []).append(row[kind] or "")
    return {key: tuple(tokens) for key, tokens in found.items()}
